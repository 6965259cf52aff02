import { existsSync, rmSync } from 'node:fs'
import type { BuiltWalk } from './build-walk.ts'

/** One thing to be measured: a program that walks the same root. */
export interface Contender {
  readonly name: string
  readonly command: readonly string[]
  /** Removes what an earlier run left, where that would be another measurement. Not timed. */
  readonly before?: () => void
}

/** What measures disk usage without knowing Docker; those that are installed. */
export function otherTools(root: string): readonly Contender[] {
  return [
    { name: 'du', command: ['/usr/bin/du', '-x', '-s', root] },
    { name: 'gdu', command: ['/usr/bin/gdu', '-npcx', root] },
    { name: 'diskus', command: ['/usr/bin/diskus', '-j2', root] },
  ].filter(({ command: [program = ''] }) => existsSync(program))
}

/**
 * The product: a full walk, and a second run that remembers the layers. The seam for measuring more than the walk:
 * whatever is returned here is run.
 */
export function ourRuns(root: string, walk: BuiltWalk, memory: string): readonly Contender[] {
  const command = [process.execPath, walk.walkRoot, root, walk.walkProcess, '2']
  const forget = (): void => {
    rmSync(memory, { force: true })
  }
  return [
    { name: 'first run', command: [...command, memory], before: forget },
    { name: 'second run', command: [...command, memory] },
  ]
}
