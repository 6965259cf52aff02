import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { MadeOverlay } from './overlay-types.ts'

export interface OverlayWorld extends MadeOverlay {
  readonly root: string
  /** Absolute paths, topmost first, without the writable layer. */
  readonly lowers: readonly string[]
  readonly upper: string
}

const SCRIPT = fileURLToPath(new URL('./make-overlay.ts', import.meta.url))

/** Layers that the kernel's own overlayfs has made, with random changes in each. Needs root; gone after the test. */
export function makeOverlay(seed: number, layers = 4): OverlayWorld {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-overlay-')))
  onTestFinished(() => {
    rmSync(root, { recursive: true })
  })
  const arguments_ = ['--mount', '--propagation', 'private', process.execPath, SCRIPT, root, `${seed}`, `${layers}`]
  const made = JSON.parse(execFileSync('unshare', arguments_, { maxBuffer: 2 ** 26 }).toString()) as MadeOverlay
  const all = Array.from({ length: layers }, (_, i) => `${root}/layers/${i}`).reverse()
  const [upper = '', ...lowers] = all
  return { root, lowers, upper, ...made }
}

/** Whether a directory is opaque, asked of another program than ours. */
export function opaqueDirectories(root: string): ReadonlySet<string> {
  const script = `import os,sys
for top,names,_ in os.walk(sys.argv[1]):
  for n in names:
    p=os.path.join(top,n)
    try:
      if os.getxattr(p,'trusted.overlay.opaque',follow_symlinks=False)==b'y': sys.stdout.buffer.write(os.fsencode(p)+b'\\0')
    except OSError: pass`
  const answer = execFileSync('python3', ['-c', script, root]).toString()
  return new Set(answer.split('\0').filter((path) => path !== ''))
}
