import { mkdir, open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import type { Engine } from '../../helpers/engines/engine.ts'
import { OWN_ARCHITECTURE, writeOciArchive } from '../../helpers/engines/oci-archive.ts'
import { storeOf } from '../../helpers/engines/storage-roots.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { quietReport } from '../../helpers/quiet-report.ts'
import { run } from '../../helpers/run-process.ts'
import { expectBooks } from './balances-books.ts'

/** A step that reads another image through a mount, for as long as the test needs. The number makes it run each time. */
const DOCKERFILE = `FROM acme/base:1.0
ARG ONCE
RUN --mount=type=bind,from=acme/my-final-image:1.0,target=/m echo $ONCE && dd if=/dev/zero of=/half bs=1M count=1 && sleep 6
`

/** What is only half there has an owner all the same. */
export function sparesTheLiving(engine: () => Engine): void {
  describe('while something is made', () => {
    const folder = () => join(engine().directory, 'half-made')
    afterAll(() => rm(folder(), { recursive: true, force: true }))

    it('accuses nothing of a build that runs, and takes it for no container', async () => {
      const context = join(folder(), 'context')
      await mkdir(context, { recursive: true })
      await writeFile(join(context, 'Dockerfile'), DOCKERFILE)
      const before = await takeReport('--docker-host', engine().endpoint)
      const building = build(engine(), context)
      const step = await Promise.race([runningStep(engine()), building])
      const during = await takeReport('--docker-host', engine().endpoint)
      expect(await runningStep(engine())).toBe(step)
      await engine().cli('rmi', (await building).trim())
      expectNobodyAccused(during)
      expect(during.containers.map(({ id }) => id)).toEqual(before.containers.map(({ id }) => id))
      expect(during.snapshots.length).toBeGreaterThan(before.snapshots.length)
    })

    it('accuses nothing of an image that is half loaded, and the books balance', async () => {
      await mkdir(folder(), { recursive: true })
      const loading = await startLoading(engine(), folder())
      const { report, truths } = await quietReport(engine()).finally(loading.finish)
      expectNobodyAccused(report)
      expectBooks(report, truths)
      const arriving = report.roots.flatMap((root) => root.entries).filter(isTemporary)
      expect(arriving.reduce((sum, entry) => sum + entry.allocated, 0)).toBeGreaterThan(1024 * 1024)
      await engine().cli('rmi', 'acme/arriving:1')
    })
  })
}

function expectNobodyAccused({ orphans, roots }: Report): void {
  expect(orphans).toEqual([])
  expect(roots.map(({ gaps }) => gaps)).toEqual(roots.map(() => []))
}

function isTemporary({ category }: Report['roots'][number]['entries'][number]): boolean {
  return category === 'temporary-files'
}

function build(engine: Engine, context: string): Promise<string> {
  const options = ['--network=none', '-q', '--build-arg', `ONCE=${String(process.hrtime.bigint())}`]
  return engine.exec(['docker', '-H', engine.endpoint, 'build', ...options, context])
}

/** The name of the directory in which BuildKit runs a step: there for as long as that runs. */
async function runningStep({ dataRoot }: Engine): Promise<string> {
  return until(`a build in ${dataRoot}`, async () => {
    const entries = await readdir(join(dataRoot, 'buildkit/executor'), { withFileTypes: true })
    return entries.find((entry) => entry.isDirectory())?.name
  })
}

/** Loads the first part of an image, and waits until containerd has that. */
async function startLoading(engine: Engine, folder: string) {
  const [archive, pipe] = [join(folder, 'arriving.tar'), join(folder, 'pipe')]
  const platforms = [{ architecture: OWN_ARCHITECTURE, kilobytes: 6000 }]
  await writeOciArchive(archive, { name: 'acme/arriving:1', platforms })
  await run(['mkfifo', pipe])
  const loading = engine.exec(['docker', '-H', engine.endpoint, 'load'], { input: pipe })
  const writer = await open(pipe, 'w')
  const content = await readFile(archive)
  const half = content.length / 2
  await writeAll(writer, content.subarray(0, half))
  await until(`half an image in ${engine.dataRoot}`, () => hasArrived(engine))
  return {
    finish: async () => {
      await writeAll(writer, content.subarray(half))
      await writer.close()
      await loading
    },
  }
}

async function writeAll(writer: FileHandle, content: Buffer): Promise<void> {
  let written = 0
  while (written < content.length) written += (await writer.write(content.subarray(written))).bytesWritten
}

async function hasArrived(engine: Engine): Promise<true | undefined> {
  const ingest = join(storeOf(engine)!.root, 'io.containerd.content.v1.content/ingest')
  const sizes = (await readdir(ingest)).map(async (name) => (await stat(join(ingest, name, 'data'))).size)
  return (await Promise.all(sizes)).some((size) => size > 1024 * 1024) ? true : undefined
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await delay(50)
  }
  throw new Error(`there was not ${what} in 30 s`)
}
