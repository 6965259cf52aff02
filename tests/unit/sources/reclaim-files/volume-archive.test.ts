import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allocatedBelow } from '../../../../src-main/sources/reclaim-files/allocated-below.ts'
import { archivePath, freeBytes, needRoom } from '../../../../src-main/sources/reclaim-files/archive-file.ts'
import { dropArchive } from '../../../../src-main/sources/reclaim-files/drop-archive.ts'
import { archiveVolume, unpackVolume } from '../../../../src-main/sources/reclaim-files/volume-archive.ts'
import { duAllocated } from '../../../helpers/du.ts'
import { aRoot } from './a-root.ts'

const NAME = { run: 'run-1', step: 3, name: '../odd name/x' }

describe('an archive of a volume', () => {
  it('gives back what was in it, holes and links too', async () => {
    using made = aRoot()
    const [one, sparse] = [made.file('volumes/v/_data/deep/one', 'bytes'), made.file('volumes/v/_data/sparse', 'x')]
    truncateSync(sparse, 50_000_000)
    symlinkSync('../../../../outside', join(one, '../link'))
    const archive = archivePath(made.outside, NAME, '.tar.zst')
    expect(archive).toBe(join(made.outside, 'archives/run-1-3-__odd_name_x.tar.zst'))
    await archiveVolume({ root: made.root, directory: join(made.root, 'volumes/v/_data') }, archive)
    expect(statSync(archive).size).toBeLessThan(10_000)
    const copy = { root: made.root, directory: join(made.root, 'volumes/w/_data') }
    mkdirSync(copy.directory, { recursive: true })
    await unpackVolume(copy, archive)
    expect(readFileSync(join(copy.directory, 'deep/one'), 'utf8')).toBe('bytes')
    const { size, blocks } = statSync(join(copy.directory, 'sparse'))
    expect([size, blocks]).toEqual([50_000_000, statSync(sparse).blocks])
    dropArchive(made.outside, archive)
    expect(readdirSync(join(made.outside, 'archives'))).toEqual([])
  })

  it('is not made of what a symlink leads to, and nothing is left of it', async () => {
    using made = aRoot()
    made.file('volumes/v/file')
    symlinkSync(made.outside, join(made.root, 'volumes/v/_data'))
    const archive = archivePath(made.outside, NAME, '.tar.zst')
    const place = { root: made.root, directory: join(made.root, 'volumes/v/_data') }
    await expect(archiveVolume(place, archive)).rejects.toMatchObject({ code: 'prune-refused' })
    expect(existsSync(archive)).toBe(false)
  })

  it('needs room for all that the volume takes', () => {
    using made = aRoot()
    const archive = archivePath(made.outside, NAME, '.tar.zst')
    const free = freeBytes(archive)
    expect(free).toBeGreaterThan(0)
    expect(() => {
      needRoom(archive, free * 2)
    }).toThrow(/no room/)
  })

  it('is the only thing that is removed as one', () => {
    using made = aRoot()
    const path = made.file('precious.zst')
    for (const each of [path, join(made.outside, 'archives/../precious'), join(made.outside, 'archives')]) {
      expect(() => {
        dropArchive(made.outside, each)
      }, each).toThrow(/no archive/)
    }
    expect(existsSync(path)).toBe(true)
  })
})

describe('what a directory takes', () => {
  it('is what du says of it', async () => {
    using made = aRoot()
    made.file('a/b/c', 'x'.repeat(10_000))
    made.file('a/d', '')
    expect(await allocatedBelow(join(made.root, 'a'))).toBe((await duAllocated(join(made.root, 'a'))) - 4096)
  })
})
