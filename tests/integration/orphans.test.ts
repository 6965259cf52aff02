import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { du } from '../helpers/du.ts'
import type { DuUsage } from '../helpers/du.ts'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { makeOld } from '../helpers/make-old.ts'
import { takeReport } from '../helpers/plimsoll.ts'
import { quietReport } from '../helpers/quiet-report.ts'
import { run } from '../helpers/run-process.ts'

const LEAK_BYTES = 3 * 1024 * 1024 + 1

describe.each(ENGINE_VERSIONS)('a directory that engine %s does not know', (version) => {
  const engine = sharedEngine(version)
  const leak = join(engine.dataRoot, 'overlay2', 'c0ffee00'.repeat(8))
  let planted: DuUsage
  let truth: DuUsage
  let report: Report

  beforeAll(async () => {
    await mkdir(join(leak, 'diff'), { recursive: true })
    await mkdir(join(leak, 'work'))
    await writeFile(join(leak, 'diff/leak.bin'), Buffer.alloc(LEAK_BYTES, 'x'))
    makeOld(leak)
    await run(['sync', '-f', leak])
    planted = await du(leak)
    const quiet = await quietReport(engine)
    truth = quiet.truth
    report = quiet.report
  })

  afterAll(async () => {
    await rm(leak, { recursive: true, force: true })
  })

  it('is the only orphan, with the bytes that du finds in it', () => {
    expect(report.orphans).toMatchObject([
      { path: leak, reason: 'unaccounted', allocated: planted.allocated, apparent: LEAK_BYTES },
    ])
  })

  it('stands in the ledger as one entry of the category orphan, and the books still balance', () => {
    const { entries, unattributed } = report.roots[0]!
    const orphans = entries.filter((entry) => entry.category === 'orphan')
    expect(orphans.map(({ allocated, inodes }) => ({ allocated, inodes }))).toEqual([planted])
    expect(entries.reduce((sum, entry) => sum + entry.allocated, 0)).toBe(truth.allocated)
    expect(unattributed.allocated).toBe(0)
  })

  it('is gone from the report once it is removed', async () => {
    await rm(leak, { recursive: true })
    expect((await takeReport('--docker-host', engine.endpoint)).orphans).toEqual([])
  })
})

/** A step that reads another image through a mount, for as long as the test needs. The number makes it run each time. */
const DOCKERFILE = `FROM acme/base:1.0
ARG ONCE
RUN --mount=type=bind,from=acme/my-final-image:1.0,target=/m echo $ONCE && sleep 6
`

describe.each(ENGINE_VERSIONS)('a build that reads another image, on engine %s', (version) => {
  const engine = sharedEngine(version)
  const context = join(engine.directory, 'reads-another')

  afterAll(async () => {
    await rm(context, { recursive: true, force: true })
  })

  it('leaves no directory to accuse while it runs, and is no container', async () => {
    await mkdir(context)
    await writeFile(join(context, 'Dockerfile'), DOCKERFILE)
    const options = ['--network=none', '-q', '--build-arg', `ONCE=${String(process.hrtime.bigint())}`]
    const before = await takeReport('--docker-host', engine.endpoint)
    const command = ['env', 'DOCKER_BUILDKIT=1', 'docker', '-H', engine.endpoint, 'build', ...options, context]
    const building = engine.exec(command)
    const mount = await Promise.race([buildMount(engine.dataRoot), building])
    const during = await takeReport('--docker-host', engine.endpoint)
    expect(await buildMount(engine.dataRoot)).toBe(mount)
    await engine.cli('rmi', (await building).trim())
    expect(during.orphans).toEqual([])
    expect(during.roots[0]!.gaps).toEqual([])
    expect(during.containers.map(({ id }) => id)).toEqual(before.containers.map(({ id }) => id))
    expect(during.roots[0]!.entries).toContainEqual(
      expect.objectContaining({ category: 'build-cache', owner: expect.objectContaining({ id: mount }) as unknown }),
    )
  })
})

/** The name of the mount that BuildKit has made in layerdb; a container's has 64 characters. */
async function buildMount(dataRoot: string): Promise<string> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const names = await readdir(join(dataRoot, 'image/overlay2/layerdb/mounts'))
    const found = names.find((name) => name.length < 64)
    if (found !== undefined) return found
    await delay(50)
  }
  throw new Error(`no build has mounted anything in ${dataRoot} in 30 s`)
}
