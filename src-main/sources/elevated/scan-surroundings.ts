import { accessSync, closeSync, constants, lstatSync, openSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What there is on this machine for starting something with more rights. */
export interface ScanSurroundings {
  readonly environment: NodeJS.ProcessEnv
  /** Whether a program can ask the user in the terminal that this one was started in. */
  readonly hasTerminal: () => boolean
  /** Whether `PATH` leads to a program of this name. */
  readonly isInstalled: (name: string) => boolean
  /** Whether a file is root's alone to change: then another user may be let run it with root's rights. */
  readonly isRootOwned: (path: string) => boolean
}

export function scanSurroundings(environment: NodeJS.ProcessEnv): ScanSurroundings {
  return {
    environment,
    hasTerminal: () =>
      isOk(() => {
        closeSync(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY))
      }),
    isInstalled: (name) => {
      const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
      return folders.some((folder) => isExecutable(join(folder, name)))
    },
    isRootOwned: (path) => {
      const stat = lstatSync(path, { throwIfNoEntry: false })
      return stat?.isFile() === true && stat.uid === 0 && (stat.mode & 0o022) === 0
    },
  }
}

function isExecutable(path: string): boolean {
  return isOk(() => {
    accessSync(path, constants.X_OK)
  })
}

/** What cannot be looked at cannot be used either. */
function isOk(look: () => void): boolean {
  try {
    look()
    return true
  } catch {
    return false
  }
}
