import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilesSummary } from '../../src-main/views/files.ts'
import { du } from '../helpers/du.ts'
import type { Engine } from '../helpers/engines/engine.ts'
import { expectNoScanLeft } from '../helpers/elsewhere.ts'
import { openFiles, placesIn, type OpenFiles } from '../helpers/open-files.ts'
import { ordinaryUser, type OrdinaryUser } from '../helpers/ordinary-user.ts'
import { plimsoll } from '../helpers/plimsoll.ts'
import { run } from '../helpers/run-process.ts'
import { startTcpProxy } from '../helpers/tcp-proxy.ts'

/** What `plimsoll files --json` prints, as far as it is the same by whatever means it was read. */
interface Printed {
  readonly summary: FilesSummary
  readonly rows: readonly { readonly path: string; readonly allocated: number; readonly modifiedAt: string }[]
  readonly total: number
}

/** Files of every object of the small world, against `du`, `find` and the report; and the same without rights, and from afar. */
export function filesSuite(reach: () => Engine): void {
  let engine: Engine
  let files: OpenFiles

  beforeAll(async () => {
    engine = reach()
    files = await openFiles({ dockerHost: engine.endpoint, containerdRoot: engine.containerdRoot })
  })
  afterAll(() => files[Symbol.asyncDispose]())

  it(
    'sum up to the figure that the report has of each object, and to what du says',
    async () => {
      const places = placesIn(files.report)
      expect(places.length).toBeGreaterThan(60)
      await inTwos(places, async ([of, { allocated, apparent }]) => {
        await files.read(of, async (end) => {
          // A record of the build cache may have no directory of its own.
          if (end.stage === 'unavailable') {
            expect([of, end.because, apparent ?? 0]).toEqual([of, expect.anything(), 0])
            return
          }
          const { total, directory, source } = end.summary
          expect([of, total.allocated, total.apparent]).toEqual([of, allocated, apparent])
          expect([source, total.incomplete]).toEqual(['walk', false])
          if (of.kind === 'container-logs') return
          expect([of, { allocated: total.allocated, inodes: total.inodes }]).toEqual([of, await du(directory)])
        })
      })
    },
    SLOW,
  )

  it('are the names that find sees', async () => {
    for (const layer of files.report.layers) {
      const of = { kind: 'layer', id: layer.chainId } as const
      const [directory, names] = await files.read(of, async (end) => {
        const at = end.stage === 'ready' ? end.summary.directory : ''
        return [at, await namesBelow(files, of)] as const
      })
      const found = (await run(['find', directory, '-mindepth', '1', '-printf', String.raw`%P\0`])).split('\0')
      expect(names.toSorted()).toEqual(found.filter((name) => name !== '').toSorted())
    }
  })

  it('tell a copied file, a deleted directory and a new file of containers', async () => {
    const idOf = (name: string): string => files.report.containers.find((each) => each.name === name)?.id ?? ''
    const written = { kind: 'container', id: idOf('writer') } as const
    await files.read(written, async () => {
      expect(await files.discover(written, 'largest')).toMatchObject([{ path: 'written.bin', length: 10_485_760 }])
    })
    const deleted = { kind: 'container', id: idOf('deleter') } as const
    await files.read(deleted, async () => {
      const whiteouts = await files.discover(deleted, 'whiteouts')
      expect(whiteouts.map(({ path }) => path).toSorted()).toEqual(['data', 'hello.sh'])
    })
  })

  describe('who may use the engine and not open its disk', () => {
    let user: OrdinaryUser
    beforeAll(async () => {
      user = await ordinaryUser(engine)
    })
    afterAll(() => user[Symbol.asyncDispose]())

    const wanted = [
      ['container', 'writer'],
      ['container', 'deleter'],
      ['volume', 'sparse-data'],
      ['logs', 'chatty'],
    ] as const

    it('is told that they cannot be read', async () => {
      const args = ['files', 'volume', 'sparse-data', '--json', '--docker-host', engine.endpoint]
      const { code, stdout } = await user.plimsoll(args)
      expect([code, JSON.parse(stdout)]).toMatchObject([4, { stage: 'unavailable', because: 'permission-denied' }])
    })

    it(
      'sees through a container what root sees, and leaves none',
      async () => {
        for (const [kind, name] of wanted) {
          const near = await printed(plimsoll(argsFor(engine, kind, name)))
          expect(await printed(user.plimsoll([...argsFor(engine, kind, name), '--scan', 'container']))).toEqual(near)
        }
        await expectNoScanLeft(engine)
      },
      SLOW,
    )

    it(
      'sees by sudo what root sees',
      async () => {
        await user.mayUseSudo(true)
        const near = await printed(plimsoll(argsFor(engine, 'container', 'deleter')))
        const far = await printed(user.plimsoll([...argsFor(engine, 'container', 'deleter'), '--scan', 'sudo']))
        expect(far).toEqual(near)
        await user.mayUseSudo(false)
      },
      SLOW,
    )
  })

  it(
    'are the same from another machine, through a container of an image',
    async () => {
      await using proxy = await startTcpProxy(engine.socket)
      for (const [kind, name] of [
        ['container', 'deleter'],
        ['volume', 'sparse-data'],
      ] as const) {
        const near = await printed(plimsoll(argsFor(engine, kind, name)))
        const args = ['--docker-host', proxy.url, '--scan-image', 'acme/base:1.0']
        const beside = engine.containerdRoot === null ? [] : ['--containerd-root', engine.containerdRoot]
        const far = await printed(plimsoll(['files', kind, name, ...SHOWN, ...args, ...beside]))
        expect(far).toEqual(near)
      }
      await expectNoScanLeft(engine)
    },
    SLOW,
  )
}

/** Each command takes an inventory, and each place a process. */
const SLOW = 300_000

const SHOWN = ['--json', '--limit', '1000']

function argsFor(engine: Engine, kind: string, name: string): readonly string[] {
  const beside = engine.containerdRoot === null ? [] : ['--containerd-root', engine.containerdRoot]
  return ['files', kind, name, ...SHOWN, '--docker-host', engine.endpoint, ...beside]
}

/** What may be read by one means and not by another is left out: when, what is opaque, and what that hides. */
async function printed(finished: ReturnType<typeof plimsoll>) {
  const { code, stdout, stderr } = await finished
  if (code !== 0) throw new Error(`files ended with ${String(code)}: ${stderr}${stdout.slice(0, 500)}`)
  const { summary, rows, total } = JSON.parse(stdout) as Printed
  const { directory, source, total: whole, presets } = summary
  return {
    directory,
    source,
    whole,
    largest: presets.largest,
    whiteouts: presets.whiteouts,
    rows: rows.map(bare),
    total,
  }
}

function bare({ path, allocated, modifiedAt }: Printed['rows'][number]) {
  return { path, allocated, modifiedAt }
}

/** As many at once as a machine has cores that is none of the largest. */
async function inTwos<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next)
  }
  await Promise.all([worker(), worker()])
}

async function namesBelow(files: OpenFiles, of: { kind: 'layer'; id: string }, path = ''): Promise<readonly string[]> {
  const rows = await files.list(of, path)
  const below = rows.map(async (row) => [
    row.path,
    ...(row.kind === 'directory' ? await namesBelow(files, of, row.path) : []),
  ])
  return (await Promise.all(below)).flat()
}
