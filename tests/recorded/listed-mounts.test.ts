import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { WalkResult } from '../../src-main/sources/disk/walk-types.ts'
import { onBtrfs } from '../helpers/btrfs.ts'
import { totalOf } from '../unit/sources/disk/walk-fixture.ts'

const ONCE = fileURLToPath(new URL('../helpers/list-and-walk-once.ts', import.meta.url))

interface BothWays {
  readonly walked: WalkResult
  readonly listed: WalkResult
  /** Mounts into which the script went. */
  readonly entered: readonly string[]
}

/** In a mount namespace of its own, after a script that fills `$root`. `as`: what the comparison is started by. */
function bothWays(fill: string, places: readonly string[], as = ''): BothWays {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-listed-'))
  const root = join(folder, 'root')
  chmodSync(folder, 0o755)
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const script = `set -e; mkdir "$root"; mount --bind "$root" "$root"; cd "$root"; ${fill}; cd /; exec ${as} "$NODE" "$ONCE" "$root" "$@"`
  const answer = execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...places], {
    env: { ...process.env, NODE: process.execPath, ONCE, root },
  })
  return JSON.parse(answer.toString()) as BothWays
}

/** Two megabytes at a path that nobody is to count. */
const FILL = 'dd if=/dev/zero bs=1k count=2000 status=none'

it.each([
  ['of another filesystem', 'mkdir m; mount -t tmpfs tmpfs m'],
  ['of the same one', 'mkdir other m; touch other/y; mount --bind other m'],
  [
    'whose names are patterns',
    'mkdir "a b" "[x]*" ab x; touch x/y ab/y; mount --bind x "a b"; mount --bind ab "[x]*"; mkdir m',
  ],
  [
    'with line ends and backslashes in their names',
    'n=$(printf "n\\\\x\\nm"); mkdir "$n" o m; touch o/y; mount --bind o "$n"',
  ],
  ['on files', 'touch m f; mount --bind f m; mkdir d'],
])('enters no mounts %s', (_what, mount) => {
  const fill = `${mount}; ${FILL} of=deep; [ ! -d m ] || { ${FILL} of=m/x; mkdir m/sub; }`
  const { walked, listed, entered } = bothWays(fill, ['m', 'm/sub', 'a b', 'ab', 'x'])
  expect(listed).toEqual(walked)
  expect(entered).toEqual([])
  expect(totalOf(listed).allocated).toBeGreaterThan(2_000_000)
})

it('counts subvolumes of btrfs, and enters no mounts among them', () => {
  const { answer } = onBtrfs({
    fill: `cd "$root"; mkdir active m; btrfs subvolume create active/1; ${FILL} of=active/1/f; ln active/1/f active/1/g
      btrfs subvolume create active/1/in; echo x >active/1/in/x; btrfs subvolume snapshot -r active/1 snapshot
      mount --bind active/1 m; cd /`,
    then: 'exec "$NODE" "$ONCE" "$root" active/1 active/1/in snapshot m',
    env: { ONCE },
  })
  const { walked, listed, entered } = JSON.parse(answer) as BothWays
  expect(listed).toEqual(walked)
  expect(entered).toEqual([])
  expect(listed.usages[1]?.own.inodes).toBe(2)
})

it('says what is closed to it, as a walk does', () => {
  const fill = `mkdir -p open closed/in listable/in; ${FILL} of=open/f; touch closed/in/f listable/f
    chown -R 65534:65534 .; chown 0:0 closed listable; chmod 700 closed; chmod 744 listable`
  const as = 'setpriv --reuid 65534 --regid 65534 --clear-groups'
  const { walked, listed } = bothWays(fill, ['closed', 'closed/in', 'listable', 'listable/in', 'open'], as)
  const told = ({ gaps, ...result }: WalkResult) => ({
    ...result,
    gaps: gaps.map(({ path, reason }) => ({ path, reason })),
  })
  expect(told(listed)).toEqual(told(walked))
  expect(listed.usages.map((usage) => usage?.incomplete)).toContain('permission-denied')
})
