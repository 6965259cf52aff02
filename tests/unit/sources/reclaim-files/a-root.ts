import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { identifyPath, type PathOrder } from '../../../../src-main/sources/reclaim-files/path-commands.ts'

/** A directory that stands for a storage root, and one beside it that must stay as it is. */
export interface MadeRoot extends Disposable {
  readonly root: string
  readonly outside: string
  /** Makes a file with its directories; answers its absolute path. */
  readonly file: (path: string, content?: string) => string
  /** An order for a path as it is now. */
  readonly orderFor: (path: string) => PathOrder
}

export function aRoot(): MadeRoot {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-root-')))
  const [root, outside] = [join(top, 'docker'), join(top, 'outside')]
  mkdirSync(root)
  mkdirSync(outside)
  let step = 0
  return {
    root,
    outside,
    file(path, content = 'content') {
      const whole = join(root, path)
      mkdirSync(dirname(whole), { recursive: true })
      writeFileSync(whole, content)
      return whole
    },
    orderFor(path) {
      const identity = identifyPath({ root, path }) ?? { dev: 0n, ino: 0n }
      return { root, path, run: 'run-1', step: ++step, at: '2026-01-02T03:04:05.000Z', identity }
    },
    [Symbol.dispose]() {
      rmSync(top, { recursive: true, force: true })
    },
  }
}
