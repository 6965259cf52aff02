import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Observed } from './observe.ts'

const ONCE = fileURLToPath(new URL('./observe-once.ts', import.meta.url))
const NOBODY = 65534
const LIMIT = 64 * 1024 * 1024

/** Observes a root as a user who is nobody: what the modes of files forbid, root would read all the same. */
export function observeAsNobody(root: string): Observed {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const text = execFileSync(process.execPath, [ONCE, root], { ...user, maxBuffer: LIMIT }).toString()
  return JSON.parse(text) as Observed
}

/**
 * Observes a root in a mount namespace of its own, after a script that mounts: `$1` is the root. What it mounts is
 * gone with the process. Needs root. `du` is what du says of the root in there, in bytes of blocks.
 */
export function observeWithMounts(root: string, script: string): Observed & { readonly du: number } {
  const inside = `set -e; ${script}; du -x -s --block-size=1 "$1" | cut -f1; exec "$2" "$3" "$1"`
  const command = ['--mount', '--propagation', 'private', 'sh', '-c', inside, 'sh', root, process.execPath, ONCE]
  const [du = '', ...rest] = execFileSync('unshare', command, { maxBuffer: LIMIT }).toString().split('\n')
  return { ...(JSON.parse(rest.join('\n')) as Observed), du: Number(du) }
}
