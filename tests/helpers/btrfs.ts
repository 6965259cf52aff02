import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LIMIT = 64 * 1024 * 1024
/** The least that a btrfs takes, with room for a few files. */
const SIZE = '128M'

/** What `onBtrfs` hands to the script. */
export interface OnBtrfs {
  /** `$root` is an empty directory that is the top of a btrfs. It fills it; standard output is dropped. */
  readonly fill: string
  /** Run after `fill`; what it prints is the answer. `$NODE` is the Node of these tests. */
  readonly then: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a script beside a new btrfs in a file, in a mount namespace of its own: nothing is left. Needs root. */
export function onBtrfs({ fill, then, env = {} }: OnBtrfs): { readonly root: string; readonly answer: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-btrfs-'))
  const root = join(folder, 'root')
  const script = `set -e; truncate -s ${SIZE} "$folder/image"; mkfs.btrfs -q "$folder/image" >/dev/null; mkdir "$root"
    mount -o loop "$folder/image" "$root"; { ${fill}; } >/dev/null; sync -f "$root"; ${then}`
  try {
    const answer = execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
      env: { ...process.env, NODE: process.execPath, folder, root, ...env },
      maxBuffer: LIMIT,
    })
    return { root, answer: answer.toString() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
