import { join } from 'node:path'
import { expect, it } from 'vitest'
import { onBtrfs } from '../helpers/btrfs.ts'

const FILL = `mkdir -p "$root/btrfs/subvolumes" "$root/directory" "$root/precious"; echo x >"$root/precious/file"
  for each in btrfs/subvolumes/one directory/deep outer outer/inner locked; do
    btrfs subvolume create "$root/$each"; echo x >"$root/$each/file"; done
  ln -s ../precious "$root/directory/deep/link"; btrfs property set "$root/locked" ro true`

it('moves and removes btrfs subvolumes as directories, but for one that is read-only', () => {
  const module = join(import.meta.dirname, '../helpers/remove-subvolumes.ts')
  const { root, answer } = onBtrfs({ fill: FILL, then: `exec "$NODE" "$module"`, env: { module } })
  expect(JSON.parse(answer)).toEqual({
    moved: join(root, 'btrfs/subvolumes/one'),
    ...{ one: 'done', around: 'done', inner: 'done', readOnly: 'EROFS: read-only file system' },
    ...{ left: ['btrfs', 'locked', 'outer', 'precious'], precious: true },
  })
})
