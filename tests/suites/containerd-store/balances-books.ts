import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import type { DuUsage } from '../../helpers/du.ts'
import { rootsOf } from '../../helpers/engines/storage-roots.ts'
import { plimsoll } from '../../helpers/plimsoll.ts'
import type { Look } from './read-store.ts'

/** Every root is found, and every byte of it is somebody's. */
export function balancesBooks(look: Look): void {
  it('finds the engine and all its roots, and reads all of them', () => {
    const { engine, store, report } = look()
    const { endpoint } = engine
    expect(report.engine).toMatchObject({ endpoint, storageDriver: store.snapshotter, imageStore: 'containerd' })
    const roles = ['data-root', 'containerd'] as const
    const roots = rootsOf(engine).map((path, i) => ({ path, role: roles[i], gaps: [] }))
    expect(report.roots.map(({ path, role, gaps }) => ({ path, role, gaps }))).toEqual(roots)
    expect(report.stage).toBe('whole')
  })

  it('has the shape that the command documents', async () => {
    const { stdout } = await plimsoll(['report', '--json-schema'])
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout) as object)
    validate(look().report)
    expect(validate.errors).toBeNull()
  })

  it('accounts for every byte and inode that du finds, and leaves nothing unattributed', () => {
    const { report, truths } = look()
    expectBooks(report, truths)
  })

  it('accuses nobody: build cache, history, leases and the steps of the legacy builder are no orphans', () => {
    expect(look().report.orphans).toEqual([])
  })
}

/** The entries of each root add up to what du says of it, and nothing is left over. */
export function expectBooks({ roots }: Report, truths: readonly DuUsage[]): void {
  const added = roots.map(({ entries }) => ({
    allocated: entries.reduce((sum, entry) => sum + entry.allocated, 0),
    inodes: entries.reduce((sum, entry) => sum + entry.inodes, 0),
  }))
  expect(added).toEqual(truths)
  expect(roots.map(({ allocated, inodes }) => ({ allocated, inodes }))).toEqual(truths)
  expect(roots.map(({ unattributed }) => unattributed.allocated)).toEqual(truths.map(() => 0))
}
