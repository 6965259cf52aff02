import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { connectEngine } from '../../src-main/sources/docker-engine/connect-engine.ts'
import { startScanContainer } from '../../src-main/sources/docker-engine/scan-container.ts'
import { sweepScanContainers } from '../../src-main/sources/docker-engine/sweep-scan-containers.ts'
import type { Engine } from '../helpers/engines/engine.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { ordinaryUser, type OrdinaryUser } from '../helpers/ordinary-user.ts'
import { reportOf, takeReport } from '../helpers/plimsoll.ts'
import { run } from '../helpers/run-process.ts'

const LABEL = 'io.plimsoll.scan'

/** Who may use the engine and not open its disk sees what root sees, through a container or by sudo, and leaves nothing. */
export function withoutRootSuite(reach: () => Engine): void {
  let engine: Engine
  let user: OrdinaryUser

  beforeAll(async () => {
    engine = reach()
    user = await ordinaryUser(engine)
  })
  afterAll(() => user[Symbol.asyncDispose]())

  const report = (...args: readonly string[]) =>
    user.plimsoll(['report', '--json', '--docker-host', engine.endpoint, ...args])

  describe('who may use the engine and not open its disk', () => {
    it('sees the engine’s own figures, and is told how to see more', async () => {
      const { code, stdout, stderr } = await report()
      expect([code, stderr]).toEqual([EXIT.incomplete, expect.stringContaining('--scan container')])
      const { roots, containers } = JSON.parse(stdout) as Report
      expect(roots.map((root) => root.allocated)).toEqual(roots.map(() => null))
      expect(containers.length).toBeGreaterThan(0)
    })

    it('sees through a container what root sees', async () => {
      await expectTheSame(engine, async () => reportOf(await report('--scan', 'container'), EXIT.ok))
    })

    it('sees by sudo what root sees', async () => {
      await user.mayUseSudo(true)
      await expectTheSame(engine, async () => reportOf(await report('--scan', 'sudo'), EXIT.ok))
      await user.mayUseSudo(false)
    })

    it('is told when sudo does not let them', async () => {
      const { code, stderr } = await report('--scan', 'sudo')
      expect([code, stderr]).toEqual([EXIT.incomplete, expect.stringMatching(/sudo: .*password/)])
    })
  })

  describe('a container that reads the disk', () => {
    it('leaves nothing in the engine and nothing on its disk', async () => {
      const before = await namesIn(engine)
      reportOf(await report('--scan', 'container'), EXIT.ok)
      expect(await leftovers(engine)).toEqual([])
      expect(await namesIn(engine)).toEqual(before)
    })

    it('leaves nothing when the program is killed while it reads', async () => {
      const before = await namesIn(engine)
      const [command = '', ...args] = user.command(['report', '--docker-host', engine.endpoint, '--scan', 'container'])
      const child = spawn(command, args, { stdio: 'ignore' })
      await expect.poll(() => leftovers(engine), { timeout: 20_000, interval: 10 }).toEqual(['container running'])
      child.kill('SIGKILL')
      await expect.poll(() => leftovers(engine), { timeout: 20_000 }).toEqual([])
      await expect.poll(() => namesIn(engine), { timeout: 20_000 }).toEqual(before)
    })

    it('cannot write anywhere on that disk, and has no network', async () => {
      expect(await attempts(engine, user)).toEqual({
        ...{ root: 'EROFS', volumes: 'EROFS', program: 'EROFS', system: 'EROFS', top: 'EROFS' },
        network: ['lo'],
      })
    })

    it('is not started by an engine that does not see the program, and leaves nothing', async () => {
      const connection = await connectTo(engine)
      const program = { ...scanProgram(user), node: '/nowhere/at/all/node' }
      const starting = startScanContainer(connection, { ...requestFor(engine), program })
      await expect(starting).rejects.toMatchObject({ code: 'permission-denied', context: { how: 'container' } })
      expect(await leftovers(engine)).toEqual([])
    })

    it('is removed by the next one when it was never started', async () => {
      const connection = await connectTo(engine)
      const before = await namesIn(engine)
      await run(['sh', '-c', `head -c 1024 /dev/zero >${join(engine.directory, 'empty.tar')}`])
      const id = crypto.randomUUID()
      const label = `${LABEL}=${id}`
      const image = await engine.cli('import', '-c', `LABEL ${label}`, join(engine.directory, 'empty.tar'))
      const name = `plimsoll-scan-${id.slice(0, 8)}`
      await engine.cli('create', '--name', name, '--label', label, image.trim(), '/x', '--answer')
      await sweepScanContainers(connection, Date.now(), {})
      expect(await leftovers(engine)).toEqual(['container created', 'image'])
      await sweepScanContainers(connection, Date.now() + 3_600_000, {})
      expect(await leftovers(engine)).toEqual([])
      await expect.poll(() => namesIn(engine), { timeout: 20_000 }).toEqual(before)
    })

    it('is not taken for one of somebody’s that has its label from an image', async () => {
      const connection = await connectTo(engine)
      await run(['sh', '-c', `head -c 1024 /dev/zero >${join(engine.directory, 'empty.tar')}`])
      const label = `LABEL ${LABEL}=${crypto.randomUUID()}`
      const image = await engine.cli('import', '-c', label, join(engine.directory, 'empty.tar'))
      const container = await engine.cli('create', image.trim(), '/x', '--answer')
      await sweepScanContainers(connection, Date.now() + 3_600_000, {})
      expect(await leftovers(engine)).toEqual(['container created', 'image'])
      const report = await takeReport('--docker-host', engine.endpoint)
      expect(report.containers.map(({ id }) => id)).toContain(container.trim())
      await engine.cli('rm', container.trim())
      await engine.cli('rmi', image.trim())
    })
  })
}

/** Tried again while the engine tidies up: root sees the same before and after. */
async function expectTheSame(engine: Engine, take: () => Promise<Report>): Promise<void> {
  const asRoot = async () => timeless(await takeReport('--docker-host', engine.endpoint))
  let before = await asRoot()
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const seen = timeless(await take())
    const after = await asRoot()
    if (JSON.stringify(before) === JSON.stringify(after)) {
      expect(seen).toEqual(after)
      return
    }
    before = after
  }
  throw new Error('the engine never rested')
}

/** A report without what differs between two looks at the same disk. */
function timeless({ takenAt: _, ...report }: Report) {
  const roots = report.roots.map(({ capacity: _of, ...root }) => root)
  return { ...report, roots }
}

/** Names of everything on the engine's disk. */
async function namesIn(engine: Engine): Promise<readonly string[]> {
  const found = await Promise.all(
    rootsOf(engine).map((root) => run(['find', root, '-xdev', '-printf', String.raw`%p\0`])),
  )
  // Snapshots are numbered on, and what databases hold between them is not to be seen in names.
  return found.flatMap((names) => names.split('\0')).toSorted()
}

async function leftovers(engine: Engine): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [LABEL] }))
  const containers = await engine.get(`/containers/json?all=1&filters=${filters}`)
  const images = await engine.get(`/images/json?all=1&filters=${filters}`)
  const states = (containers as readonly { readonly State: string }[]).map(({ State }) => `container ${State}`)
  return [...states, ...(images as readonly unknown[]).map(() => 'image')]
}

function connectTo({ endpoint, socket }: Engine) {
  return connectEngine({ url: endpoint, how: 'flag', context: null, transport: { kind: 'socket', path: socket } })
}

function scanProgram({ program }: OrdinaryUser) {
  const { node, directory } = program
  const entry = join(directory, 'out/main/scan-helper.js')
  return { node, environment: {}, entry, files: [join(directory, 'out/main')], wrapper: null }
}

function requestFor(engine: Engine) {
  const exists = (path: string): boolean => ['/usr', '/lib', '/lib64'].includes(path)
  return { id: crypto.randomUUID(), roots: rootsOf(engine), exists, now: Date.now, signal: undefined }
}

const ATTEMPTS = (root: string, program: string): string => `
  import { readdirSync, writeFileSync } from 'node:fs'
  const attempt = (path) => { try { writeFileSync(path, 'x'); return 'written' } catch (error) { return error.code } }
  console.log(JSON.stringify({
    root: attempt(${JSON.stringify(`${root}/x`)}), volumes: attempt(${JSON.stringify(`${root}/volumes/x`)}),
    program: attempt(${JSON.stringify(`${program}/out/main/x`)}), system: attempt('/usr/x'), top: attempt('/x'),
    network: readdirSync('/sys/class/net'),
  }))`

/** What a container that is made like the scanner's can do, told by a script in the scanner's place. */
async function attempts(engine: Engine, user: OrdinaryUser): Promise<unknown> {
  const entry = join(user.program.directory, 'out/main/attempts.mjs')
  await writeFile(entry, ATTEMPTS(engine.dataRoot, user.program.directory))
  const program = { ...scanProgram(user), entry }
  const link = await startScanContainer(await connectTo(engine), { ...requestFor(engine), program })
  const output: Uint8Array[] = []
  for await (const bytes of link.output) output.push(bytes)
  link.hangUp()
  await Promise.race([link.ended, sleep(10_000)])
  return JSON.parse(Buffer.concat(output).toString())
}
