import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { du } from '../helpers/du.ts'
import type { DuUsage } from '../helpers/du.ts'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { takeReport } from '../helpers/plimsoll.ts'
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
    await run(['sync', '-f', leak])
    planted = await du(leak)
    truth = await du(engine.dataRoot)
    report = await takeReport('--docker-host', engine.endpoint)
  })

  afterAll(async () => {
    await rm(leak, { recursive: true, force: true })
  })

  it('is the only orphan, with the bytes that du finds in it', () => {
    expect(report.orphans).toEqual([
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
