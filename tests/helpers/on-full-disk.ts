import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs a module on an ext4 of 8 MB in a file, which `fill` (shell) has put something on and which was then filled to its last
 * byte, root's reserve too. `$root` is its top, absolute, and the module's first argument. Answers what the module prints.
 * In a mount namespace of its own: nothing is left. Needs root.
 */
export function onFullDisk(fill: string, module: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-full-'))
  const script = `set -e; root=$folder/root; truncate -s 8M "$folder/image"; mkfs.ext4 -q -m 0 "$folder/image"; mkdir "$root"
    mount -o loop "$folder/image" "$root"; { ${fill}; } >/dev/null
    dd if=/dev/zero of="$root/everything" bs=4k status=none 2>/dev/null || true
    for rest in 1 2 3; do sync -f "$root"; dd if=/dev/zero of="$root/rest-$rest" bs=1k status=none 2>/dev/null || true; done
    sync -f "$root"; "$NODE" "$module" "$root"`
  try {
    return execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
      env: { ...process.env, NODE: process.execPath, folder, module },
      encoding: 'utf8',
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
