import { fileURLToPath } from 'node:url'
import type { ScanProgram } from '../sources/elevated/scan-program.ts'

/** Files of the program itself that are used by path. */
export interface ProgramFiles {
  /** Entry of the forked process that walks. */
  readonly walkProcess: URL
  readonly sample: string
  readonly renderer: string
  /** The program's picture, for windows on desktops that take it from nowhere else. */
  readonly icon: string
  /** What reads a root that is closed to this process. */
  readonly scanner: ScanProgram
}

/** Where packages for distributions put the script that `pkexec` may run; `resources/polkit` names it too. */
const SCAN_WRAPPER = '/usr/lib/plimsoll/scan-helper'

/** What a package of the desktop program keeps in one archive, and the real files beside it. */
const ARCHIVE = /\/app\.asar\/$/
const REAL_FILES = '/app.asar.unpacked/'

/**
 * Finds them from an entry's `import.meta.url`: `out/main/*.js` when bundled, `src-main/entries/*.ts` from source.
 * Both are two folders below the program's own. Electron reads its archive as a folder, and nobody else does: what is started
 * by path, or handed to another user or a container, is beside it.
 */
export function locateProgramFiles(entry: string, runtime: Runtime = process): ProgramFiles {
  const top = new URL('../../', entry)
  const fromSource = entry.endsWith('.ts')
  const real = new URL(top.href.replace(ARCHIVE, REAL_FILES))
  const path = (name: string, folder = top): string => fileURLToPath(new URL(name, folder))
  return {
    walkProcess: new URL(fromSource ? 'src-main/sources/disk/walk-process.ts' : 'out/main/walk-process.js', real),
    sample: path('resources/sample/world.json.gz'),
    renderer: path('out/renderer'),
    icon: path('resources/icons/256x256.png'),
    scanner: {
      node: runtime.execPath,
      environment: runtime.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
      entry: path(fromSource ? 'src-main/entries/scan-helper.ts' : 'out/main/scan-helper.js', real),
      // Its kind of modules is said by the package's own file.
      files: [path(fromSource ? 'src-main' : 'out/main', real), path('package.json', real)],
      wrapper: SCAN_WRAPPER,
    },
  }
}

/** The Node or Electron that this runs on. */
interface Runtime {
  readonly execPath: string
  readonly versions: Readonly<Record<string, string | undefined>>
}
