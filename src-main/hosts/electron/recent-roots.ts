import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'

/** As many as a menu shows without being a list to search in. */
export const MAX_RECENT = 8

/** Data roots that were opened, the last one first, kept in a file of the user's. */
export interface RecentRoots {
  readonly paths: readonly string[]
  /** True if that changed the list. */
  add(path: string): boolean
  clear(): void
}

/** A file that is not there or makes no sense is an empty list; what cannot be written is reported and forgotten later. */
export function openRecentRoots(file: string, report: (problem: string) => void): RecentRoots {
  let paths = read(file, report)
  const set = (next: readonly string[]): void => {
    paths = next
    write(file, next, report)
  }
  return {
    get paths() {
      return paths
    },
    add(path) {
      if (paths[0] === path) return false
      set([path, ...paths.filter((each) => each !== path)].slice(0, MAX_RECENT))
      return true
    },
    clear() {
      set([])
    },
  }
}

function read(file: string, report: (problem: string) => void): readonly string[] {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(list)) return []
    return list.filter((path): path is string => typeof path === 'string' && isAbsolute(path)).slice(0, MAX_RECENT)
  } catch (error) {
    const isFirstStart = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isFirstStart) report(`The data roots opened last could not be read: ${String(error)}`)
    return []
  }
}

/** Written beside and renamed, so that a crash leaves the old file. */
function write(file: string, paths: readonly string[], report: (problem: string) => void): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(paths))
    renameSync(`${file}.new`, file)
  } catch (error) {
    report(`The data roots opened last could not be remembered: ${String(error)}`)
  }
}
