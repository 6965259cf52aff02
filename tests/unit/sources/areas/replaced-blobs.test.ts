import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blobPath, ContainerdRoot } from '../containerd/containerd-root.ts'

describe('a blob with a record that is no regular file', () => {
  it.each([
    ['a symlink', 'not-a-directory', symlinkSync],
    [
      'a directory',
      'damaged',
      (_kept: string, path: string) => {
        mkdirSync(path)
      },
    ],
  ] as const)('but %s is a gap and unexplained, and no orphan', async (_what, reason, replace) => {
    const root = new ContainerdRoot()
    const kept = root.blob('kept')
    root.lease('l', { content: [kept] })
    const left = root.blob('left')
    for (const digest of [kept, left]) {
      const path = `${root.path}/${blobPath(digest)}`
      renameSync(path, `${root.path}/${digest.slice(7)}`)
      replace(`${root.path}/${digest.slice(7)}`, path)
    }
    const { orphans, gaps, purposeOf } = await root.survey()
    expect(orphans).toEqual([])
    expect(gaps).toEqual([kept, left].map((digest) => `${reason} ${blobPath(digest)}`).sort())
    for (const digest of [kept, left]) expect(purposeOf(blobPath(digest))).toEqual({ kind: 'unexplained' })
  })
})
