import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAppError } from '../../src-main/errors/app-error.ts'
import type { PruneTarget, PruneWay } from '../../src-main/prune/candidate.ts'
import type { Performed, PruneCommands } from '../../src-main/prune/commands-port.ts'
import type { KeepsakeOf, PackedLog, PruneUndo } from '../../src-main/prune/undo-port.ts'
import { connectEngine } from '../../src-main/sources/docker-engine/connect-engine.ts'
import { createPruneCommands } from '../../src-main/sources/prune-commands.ts'
import { createPruneUndo } from '../../src-main/sources/prune-undo.ts'
import { duAllocated } from '../helpers/du.ts'
import { startEngine, type EngineDriver, type EngineVersion, type OwnedEngine } from '../helpers/engines/engine.ts'
import { storeOf } from '../helpers/engines/storage-roots.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { quietReport } from '../helpers/quiet-report.ts'
import { run } from '../helpers/run-process.ts'

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Parent: string
  readonly Config: Readonly<Record<string, unknown>>
  readonly HostConfig: Readonly<Record<string, unknown>>
  readonly Mounts: readonly unknown[]
}

interface Cached {
  readonly ID: string
  readonly Type: string
  readonly Parents?: readonly string[]
  /** As 23 to 28 write it. */
  readonly ' Parents'?: readonly string[]
  readonly Parent?: string
}

/** Everything that removes, and what undoes it, against a real engine and its disk. */
export function pruneCommandsSuite(version: EngineVersion, driver: EngineDriver): void {
  describe(`commands on engine ${version} with ${driver}`, () => {
    let engine: OwnedEngine
    let root: string
    let stateDirectory: string
    let commands: PruneCommands
    let undo: PruneUndo
    let steps = 0

    beforeAll(async () => {
      engine = await startEngine(version, driver)
      await fillWorld(engine)
      root = await realpath(engine.dataRoot)
      stateDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
      const { endpoint, socket } = engine
      const connection = await connectEngine({
        ...{ url: endpoint, how: 'flag', context: null },
        transport: { kind: 'socket', path: socket },
      })
      const surroundings = { connect: () => Promise.resolve(connection), stateDirectory, now: () => new Date() }
      commands = createPruneCommands(surroundings)
      undo = createPruneUndo(surroundings)
    }, 240_000)

    afterAll(async () => {
      await rm(stateDirectory, { recursive: true, force: true })
      await engine.down()
    })

    const inspect = async (type: 'container' | 'image', name: string): Promise<Inspected> => {
      const [found] = JSON.parse(await engine.cli('inspect', '--type', type, name)) as readonly Inspected[]
      if (found === undefined) throw new Error(`there is no ${name}`)
      return found
    }
    const container = async (name: string): Promise<PruneTarget> => {
      return { type: 'container', id: (await inspect('container', name)).Id }
    }
    const image = async (name: string): Promise<PruneTarget> => ({
      type: 'image',
      id: (await inspect('image', name)).Id,
    })
    const cache = async (): Promise<readonly Cached[]> =>
      ((await engine.get('/system/df')) as { readonly BuildCache: readonly Cached[] | null }).BuildCache ?? []

    async function perform(target: PruneTarget, way: PruneWay = 'remove'): Promise<Performed> {
      const order = { run: 'a-run', step: ++steps, target, way, name: 'some thing/named', follows: [] }
      return commands.perform(order)
    }

    async function refusal(work: Promise<unknown>): Promise<string> {
      const error: unknown = await work.then(
        () => new Error('it was done'),
        (reason: unknown) => reason,
      )
      if (!isAppError(error, 'prune-refused')) throw error
      return String(error.context['said'])
    }

    /** All that users have in the engine, by name and state. */
    async function objects(): Promise<readonly string[]> {
      const lists = [
        await engine.cli('ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.State}}'),
        await engine.cli('images', '-a', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'),
        await engine.cli('volume', 'ls', '-q'),
        (await cache()).map(({ ID }) => ID).join('\n'),
      ]
      return lists
        .flatMap((list) => list.split('\n'))
        .filter((line) => line !== '')
        .sort()
    }

    const gone = async (before: readonly string[]): Promise<readonly string[]> => {
      const now = new Set(await objects())
      return before.filter((each) => !now.has(each))
    }

    it('says that the engine answers, and which', async () => {
      expect(await commands.engineId()).toBe(((await engine.get('/info')) as { readonly ID: string }).ID)
    })

    it('finds nothing where nothing is', async () => {
      const none = 'f'.repeat(64)
      const targets: readonly PruneTarget[] = [
        { type: 'container', id: none },
        { type: 'image', id: `sha256:${none}` },
        { type: 'volume', name: 'none' },
        { type: 'build-cache', id: 'a'.repeat(25) },
        { type: 'path', path: `${root}/none/none`, root },
      ]
      for (const target of targets) expect([target, await commands.examine(target)]).toEqual([target, null])
    })

    it('leaves what is in use, with all its tags, and says why in the engine’s words', async () => {
      const before = await objects()
      expect(await refusal(perform(await container('my_container_1')))).toMatch(/running/)
      expect(await refusal(perform(await image('acme/my-final-image:1.0')))).toMatch(/used by/)
      expect(await refusal(perform(await image('acme/wasteful:1')))).toMatch(/container [0-9a-f]+ is using/)
      expect(await refusal(perform({ type: 'volume', name: 'used-data' }))).toMatch(/in use/)
      expect(await refusal(perform({ type: 'volume', name: 'used-data' }, 'archive'))).toMatch(/in use/)
      const records = await cache()
      const parentsOf = (each: Cached) => [...(each.Parents ?? each[' Parents'] ?? []), each.Parent]
      const parent = records.find(({ ID }) => records.some((record) => parentsOf(record).includes(ID)))
      expect(await refusal(perform({ type: 'build-cache', id: parent?.ID ?? '' }))).toMatch(/another record/)
      expect(await gone(before)).toEqual([])
    })

    it('tells a container that was started meanwhile from the one that it was', async () => {
      const target = await container('exited')
      const before = await commands.examine(target)
      expect(before).toMatchObject({ name: 'exited', state: 'exited' })
      await engine.cli('start', 'exited')
      await engine.cli('wait', 'exited')
      const after = await commands.examine(target)
      expect([before?.['startedAt'] === after?.['startedAt'], after?.['state']]).toEqual([false, 'exited'])
    })

    it('removes a container, and makes it again as it was', async () => {
      const options = ['--label', 'a=b', '-e', 'X=y', '-v', 'sparse-data:/s', '-v', '/anon', '--memory', '64m']
      await engine.cli('create', '--name', 'again', ...options, '--restart', 'on-failure:3', 'acme/base:1.0', 'true')
      await engine.cli('start', 'again')
      await engine.cli('wait', 'again')
      const [target, was, before] = [await container('again'), await inspect('container', 'again'), await objects()]
      const directory = join(root, 'containers', was.Id)
      const keepsake = (await commands.keepsake(target)) as KeepsakeOf<'container'>
      expect(await perform(target)).toEqual({ removed: [was.Id], keptAt: null })
      expect([existsSync(directory), await commands.examine(target)]).toEqual([false, null])
      expect(await gone(before)).toEqual([`${was.Id} again exited`])
      const { id } = await undo.recreateContainer(JSON.parse(JSON.stringify(keepsake)) as KeepsakeOf<'container'>)
      const made = await inspect('container', 'again')
      expect([made.Id, plain(made)]).toEqual([id, plain(was)])
      await engine.cli('start', 'again')
      expect(await refusal(undo.recreateContainer(keepsake))).toMatch(/in use|already/)
      await engine.cli('rm', 'again')
    })

    it('removes an image by each of its tags, and hidden parents only when they are named', async () => {
      await engine.cli('tag', 'acme/copies:1', 'acme/copies:2')
      await engine.cli('tag', 'acme/copies:1', 'acme/other:1')
      const before = await objects()
      const target = await image('acme/copies:1')
      const condition = await commands.examine(target)
      expect(condition).toMatchObject({ references: 'acme/copies:1 acme/copies:2 acme/other:1', usedBy: '' })
      const { removed } = await perform(target)
      expect(removed.filter((each) => each.startsWith('acme/')).sort()).toEqual([
        ...['acme/copies:1', 'acme/copies:2', 'acme/other:1'],
      ])
      expect((await gone(before)).map((line) => line.split(' ')[1])).toEqual([
        ...['acme/copies:1', 'acme/copies:2', 'acme/other:1'],
      ])

      const legacy = await inspect('image', 'acme/legacy:1')
      const parents: string[] = []
      for (let { Parent } = legacy; Parent !== ''; { Parent } = await inspect('image', Parent)) parents.push(Parent)
      const hidden = parents.slice(0, 2)
      expect(hidden.length).toBe(2)
      const all = await objects()
      const order = { run: 'a-run', step: ++steps, way: 'remove', name: 'legacy' } as const
      await commands.perform({ ...order, target: { type: 'image', id: legacy.Id }, follows: hidden.slice(0, 1) })
      expect((await gone(all)).map((line) => line.split(' ')[0]).sort()).toEqual([legacy.Id, hidden[0]].sort())
      await perform({ type: 'image', id: hidden[1] ?? '' })
      expect(await commands.examine({ type: 'image', id: hidden[1] ?? '' })).toBe(null)
    })

    it('loses no tag of an image with a container, nor of one that the engine keeps after all', async () => {
      await engine.cli('create', '--name', 'holder', 'acme/staged:1')
      await engine.cli('tag', 'acme/staged:1', 'acme/staged:2')
      const before = await objects()
      expect(await refusal(perform(await image('acme/staged:1')))).toMatch(/used by/)
      expect(await gone(before)).toEqual([])
      await engine.cli('rm', 'holder')

      // Graph drivers let go of the tags of an image that others are made of, and then keep it.
      if (driver !== 'overlay2') return
      await engine.exec(['sh', '-c', CHAIN, 'sh', engine.endpoint])
      const parent = await inspect('image', 'acme/chain:1')
      const { Parent } = parent
      await engine.cli('tag', Parent, 'acme/parent:1')
      await engine.cli('tag', Parent, 'acme/parent:2')
      const all = await objects()
      expect(await refusal(perform({ type: 'image', id: Parent }))).toMatch(/dependent child images/)
      expect(await gone(all)).toEqual([])
    })

    it('frees of a volume what du says, and restores an archived one byte by byte', async () => {
      const directory = join(root, 'volumes/unused-data')
      const allocated = await duAllocated(directory)
      const before = await duAllocated(join(root, 'volumes'))
      await perform({ type: 'volume', name: 'unused-data' })
      expect([existsSync(directory), before - (await duAllocated(join(root, 'volumes')))]).toEqual([false, allocated])

      await engine.cli('volume', 'create', '--label', 'acme.odd=1', 'odd-data')
      await fillOddly(engine, 'odd-data')
      const target: PruneTarget = { type: 'volume', name: 'odd-data' }
      const files = join(root, 'volumes/odd-data/_data')
      const [was, blocks] = [await contentOf(files), await duAllocated(files)]
      const keepsake = (await commands.keepsake(target)) as KeepsakeOf<'volume'>
      const { removed, keptAt } = await perform(target, 'archive')
      expect([removed, existsSync(files)]).toEqual([['odd-data'], false])
      expect(((await stat(keptAt ?? '')).mode & 0o777).toString(8)).toBe('600')
      await undo.restoreVolume(keepsake, keptAt)
      expect(await contentOf(files)).toEqual(was)
      expect(await duAllocated(files)).toBe(blocks)
      expect(await commands.keepsake(target)).toEqual(keepsake)
      expect(await refusal(undo.restoreVolume(keepsake, keptAt))).toMatch(/already/)
      await undo.purge(keptAt ?? '')
      expect(existsSync(keptAt ?? '')).toBe(false)
    })

    it('removes one record of the build cache, and no other', async () => {
      const { ID: id = '' } = (await cache()).find(({ Type }) => Type === 'exec.cachemount') ?? {}
      const target: PruneTarget = { type: 'build-cache', id }
      expect(await commands.examine(target)).toMatchObject({ inUse: false })
      const before = await objects()
      expect(await perform(target)).toEqual({ removed: [id], keptAt: null })
      expect([await gone(before), await commands.examine(target)]).toEqual([[id], null])
      for (const odd of ['.*', '', id.slice(0, 5)]) {
        expect(await refusal(perform({ type: 'build-cache', id: odd }))).toMatch(/not the ID/)
      }
    })

    it('cuts the log of a running container, which goes on', async () => {
      const { Id: containerId } = await inspect('container', 'chatty')
      const path = join(root, 'containers', containerId, `${containerId}-json.log`)
      const target: PruneTarget = { type: 'log-file', containerId, path, root, current: true }
      expect(await duAllocated(path)).toBeGreaterThan(2_000_000)
      const was = await readFile(path)
      await commands.examine(target)
      const { keptAt } = await perform(target, 'compress')
      expect(zstdDecompressSync(await readFile(keptAt ?? '')).equals(was)).toBe(true)
      expect([(await stat(path)).size, await duAllocated(path)]).toEqual([0, 0])
      await engine.cli('exec', 'chatty', 'sh', '-c', 'echo after > /proc/1/fd/1')
      await until(async () => (await stat(path)).size > 0)
      expect(await engine.cli('logs', 'chatty')).toBe('after\n')
      // The engine appends: without that there would be a hole of megabytes before it.
      expect((await readFile(path, 'utf8')).startsWith('{"log":"after')).toBe(true)
      await commands.examine(target)
      expect(await perform(target, 'truncate')).toEqual({ removed: [path], keptAt: null })
      expect(await refusal(perform(target, 'remove'))).toMatch(/cut/)
      expect(await engine.cli('logs', 'chatty')).toBe('')
    })

    it('removes a log that was rotated, and cuts one of the local driver', async () => {
      const { Id: containerId } = await inspect('container', 'rotated')
      const path = join(root, 'containers', containerId, `${containerId}-json.log.1`)
      const allocated = await duAllocated(path)
      const before = await duAllocated(join(root, 'containers'))
      await perform({ type: 'log-file', containerId, path, root, current: false })
      expect([existsSync(path), before - (await duAllocated(join(root, 'containers')))]).toEqual([false, allocated])
      expect((await engine.cli('logs', '--tail', '1', 'rotated')).length).toBeGreaterThan(10)

      const { Id: local } = await inspect('container', 'locallog')
      const log = join(root, 'containers', local, 'local-logs/container.log')
      await perform({ type: 'log-file', containerId: local, path: log, root, current: true }, 'truncate')
      await engine.cli('exec', 'locallog', 'sh', '-c', 'echo after > /proc/1/fd/1')
      await until(async () => (await stat(log)).size > 0)
      expect(await engine.cli('logs', 'locallog')).toBe('after\n')
    })

    it('puts packed logs of a stopped container back, so that docker logs prints what it did', async () => {
      const logs = ['--log-opt', 'max-size=20k', '--log-opt', 'max-file=5']
      const lines = 'i=0; while [ $i -lt 400 ]; do echo "line $i of this container"; i=$((i+1)); done'
      await engine.cli('create', '--name', 'packed', ...logs, 'acme/base:1.0', 'sh', '-c', `${lines}; sleep 2`)
      await engine.cli('start', 'packed')
      await engine.cli('wait', 'packed')
      const [{ Id: containerId }, printed] = [await inspect('container', 'packed'), await engine.cli('logs', 'packed')]
      expect(printed.trimEnd().split('\n').length).toBe(400)
      const current = join(root, 'containers', containerId, `${containerId}-json.log`)
      const pack = async (path: string): Promise<PackedLog> => {
        const target = { type: 'log-file', containerId, path, root, current: path === current } as const
        await commands.examine(target)
        const keepsake = (await commands.keepsake(target)) as KeepsakeOf<'log'>
        const { keptAt } = await perform(target, 'compress')
        return { target, archive: keptAt ?? '', packedAt: new Date().toISOString(), keepsake }
      }
      const [names, was] = [(await readdir(dirname(current))).sort(), await lookOf(`${current}.1`)]
      const rotated = await pack(`${current}.1`)
      const written = await pack(current)
      expect((await engine.cli('logs', 'packed')).length).toBeLessThan(printed.length)
      await undo.unpackLog(rotated)
      await undo.unpackLog(written)
      expect(await engine.cli('logs', 'packed')).toBe(printed)
      expect([(await readdir(dirname(current))).sort(), await lookOf(`${current}.1`)]).toEqual([names, was])
      expect(await refusal(undo.unpackLog(rotated))).toMatch(/at its place now. It stays packed: zstdcat/)

      // The engine goes on in the file that took the place of its own, and rotates it.
      const again = await pack(current)
      await engine.cli('start', 'packed')
      await engine.cli('wait', 'packed')
      expect(await refusal(undo.unpackLog(again))).toMatch(/rotated the log since/)
      await engine.cli('rm', 'packed')
      expect(await refusal(undo.unpackLog(again))).toMatch(/directory of its container is gone/)
    })

    it('puts a packed log before what was written since', async () => {
      await engine.cli('create', '--name', 'since', 'acme/base:1.0', 'sh', '-c', 'date +%s%N; echo a line; sleep 3')
      const start = async (): Promise<void> => {
        await engine.cli('start', 'since')
        await engine.cli('wait', 'since')
      }
      await start()
      const [{ Id: containerId }, first] = [await inspect('container', 'since'), await engine.cli('logs', 'since')]
      const path = join(root, 'containers', containerId, `${containerId}-json.log`)
      const target = { type: 'log-file', containerId, path, root, current: true } as const
      await commands.examine(target)
      const keepsake = (await commands.keepsake(target)) as KeepsakeOf<'log'>
      const { keptAt } = await perform(target, 'compress')
      const packed: PackedLog = { target, archive: keptAt ?? '', packedAt: new Date().toISOString(), keepsake }
      await engine.cli('start', 'since')
      expect(await refusal(undo.unpackLog(packed))).toMatch(/the container since is running: stop it first. It stays/)
      await engine.cli('pause', 'since')
      expect(await refusal(undo.unpackLog(packed))).toMatch(/is paused/)
      await engine.cli('unpause', 'since')
      await engine.cli('wait', 'since')
      const second = await engine.cli('logs', 'since')
      await undo.unpackLog(packed)
      expect([second === first, await engine.cli('logs', 'since')]).toEqual([false, first + second])
      await start()
      // What is replaced is not what the engine has open: it writes on after both.
      expect((await engine.cli('logs', 'since')).startsWith(first + second)).toBe(true)
      await engine.cli('rm', 'since')
    })

    it('moves an orphan aside, puts it back, and purges it', async () => {
      const store = storeOf(engine)
      const ofDriver = store === null ? 'overlay2' : `io.containerd.snapshotter.v1.${store.snapshotter}`
      const driverDirectory = join(store === null ? root : await realpath(store.root), ofDriver)
      const place = join(driverDirectory, store === null ? 'e'.repeat(64) : 'snapshots/9999')
      const target: PruneTarget = { type: 'path', path: place, root }
      await mkdir(join(place, 'diff'), { recursive: true })
      await writeFile(join(place, 'diff/leak.bin'), Buffer.alloc(3_000_000, 'x'))
      await run(['sync', '-f', root])
      const [content, allocated, whole] = [await contentOf(place), await duAllocated(place), await duAllocated(root)]
      await commands.examine(target)
      const kept = (await perform(target, 'quarantine')).keptAt ?? ''
      expect([existsSync(place), await commands.examine(target)]).toEqual([false, null])
      expect((await undo.quarantined(root)).map(({ path, original }) => [path, original])).toEqual([[kept, place]])
      const { report, truth } = await quietReport(engine)
      expect(report.orphans).toMatchObject([{ path: kept, reason: 'quarantined', allocated }])
      const [ledger] = report.roots
      expect(ledger?.entries.reduce((sum, entry) => sum + entry.allocated, 0)).toBe(truth.allocated)
      expect(ledger?.unattributed.allocated).toBe(0)
      expect(await undo.putBack(kept, null)).toBe(place)
      expect([await contentOf(place), await undo.quarantined(root)]).toEqual([content, []])
      expect(await duAllocated(root)).toBe(whole)
      const again = (await perform(target, 'quarantine')).keptAt ?? ''
      await undo.purge(again)
      expect([existsSync(again), existsSync(join(root, 'plimsoll-quarantine'))]).toEqual([false, false])
      expect(whole - (await duAllocated(root))).toBe(allocated)

      await mkdir(join(place, 'inside/of'), { recursive: true })
      await run(['mount', '--bind', stateDirectory, join(place, 'inside')])
      try {
        expect(await commands.examine(target)).toMatchObject({ kind: 'mount' })
        expect(await refusal(perform(target, 'remove'))).toMatch(/mounted/)
        expect(await refusal(perform(target, 'quarantine'))).toMatch(/mounted/)
      } finally {
        await run(['umount', join(place, 'inside')])
      }
      expect(existsSync(join(place, 'inside/of'))).toBe(true)
      await commands.examine(target)
      await perform(target)
      expect(existsSync(place)).toBe(false)

      expect(await refusal(perform({ type: 'path', path: driverDirectory, root }))).toMatch(/engine works with/)
      expect(await refusal(perform({ type: 'path', path: join(root, 'containers'), root }))).toMatch(/engine needs/)
      expect([existsSync(driverDirectory), existsSync(join(root, 'containers'))]).toEqual([true, true])
    })
  })
}

/** An image whose parent the old builder keeps. */
const CHAIN = `printf 'FROM acme/base:1.0\nRUN echo 1 > /1\nRUN echo 2 > /2\n' |
  DOCKER_BUILDKIT=0 docker -H "$1" build --network=none -t acme/chain:1 -`

/** What has to be the same in a container that was made again. */
function plain({ Name, Config, HostConfig, Mounts }: Inspected): unknown {
  const { Binds, ...host } = HostConfig as { readonly Binds: readonly string[] | null }
  return { Name, Config: { ...Config, Hostname: '' }, host, Mounts: sorted(Mounts), named: Binds?.[0] }
}

function sorted(mounts: readonly unknown[]): readonly string[] {
  return mounts
    .map((mount) => {
      const { Name, Destination, RW, Driver } = mount as Readonly<Record<string, unknown>>
      return JSON.stringify({ Name, Destination, RW, Driver })
    })
    .sort()
}

/** Owners, modes, times, links, attributes and holes. */
async function fillOddly(engine: OwnedEngine, volume: string): Promise<void> {
  const files = join(engine.dataRoot, 'volumes', volume, '_data')
  const shell = `set -e; cd "$1"; mkdir -p deep/er; echo x > deep/er/file; chown 1234:4321 deep/er/file; chmod 4751 deep/er/file
    ln -s ../../../etc/passwd link; mkfifo fifo; touch -d 2001-02-03 'with space'; printf x > "$(printf 'b\\377d')"
    truncate -s 20M sparse; dd if=/dev/urandom of=sparse bs=64k count=1 seek=100 conv=notrunc status=none; ln sparse twin
    setfattr -n user.note -v hello deep/er/file 2>/dev/null || true`
  await run(['sh', '-c', shell, 'sh', files])
  await run(['sync', '-f', files])
}

async function contentOf(directory: string): Promise<string> {
  const list = await run([
    'sh',
    '-c',
    `cd "$1" && find . -printf '%P %y %m %U %G %s %n %T@ %l\\n' | sort`,
    'sh',
    directory,
  ])
  const sums = await run(['sh', '-c', `cd "$1" && find . -type f -exec sha256sum {} + | sort`, 'sh', directory])
  return `${list}${createHash('sha256').update(sums).digest('hex')}`
}

async function lookOf(path: string): Promise<readonly number[]> {
  const { uid, gid, mode, size, mtimeMs } = await stat(path)
  // What is kept of a log is in milliseconds.
  return [uid, gid, mode, size, Math.floor(mtimeMs)]
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not happen within 10 s')
    await delay(50)
  }
}
