import { join } from 'node:path'
import { expect, it } from 'vitest'
import { onFullDisk } from '../helpers/on-full-disk.ts'

const FILL = `id=$(printf 'd%.0s' $(seq 64)); mkdir -p "$root/containers/$id" "$root/overlay2/one/diff" "$root/overlay2/two/diff"
  yes 'a line of a log' | head -c 1000000 >"$root/containers/$id/$id-json.log"
  head -c 100000 /dev/urandom >"$root/overlay2/one/diff/file"; head -c 100000 /dev/urandom >"$root/overlay2/two/diff/file"`

it('frees bytes on a disk that has none left, without an engine, and packs nothing there', () => {
  const module = join(import.meta.dirname, '../helpers/work-on-full-disk.ts')
  expect(JSON.parse(onFullDisk(FILL, module))).toEqual({
    ...{ freeBefore: 0, freeBytes: 0, journal: 'Error' },
    ...{ compress: 'no-space', logStays: 1_000_000, archives: false },
    ...{ remove: 'done', removed: true },
    ...{ truncate: 'done', cut: 0 },
    ...{ quarantine: 'done', quarantined: 1, freeAfter: true },
  })
})
