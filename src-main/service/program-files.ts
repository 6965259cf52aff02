import { fileURLToPath } from 'node:url'

/** Files of the program itself that are used by path. */
export interface ProgramFiles {
  /** Entry of the forked process that walks. */
  readonly walkProcess: URL
  readonly sample: string
  readonly renderer: string
}

/**
 * Finds them from an entry's `import.meta.url`: `out/main/*.js` when bundled, `src-main/entries/*.ts` from source.
 * Both are two folders below the program's own.
 */
export function locateProgramFiles(entry: string): ProgramFiles {
  const top = new URL('../../', entry)
  const fromSource = entry.endsWith('.ts')
  return {
    walkProcess: new URL(fromSource ? 'src-main/sources/disk/walk-process.ts' : 'out/main/walk-process.js', top),
    sample: fileURLToPath(new URL('resources/sample/world.json.gz', top)),
    renderer: fileURLToPath(new URL('out/renderer', top)),
  }
}
