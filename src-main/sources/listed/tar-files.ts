import type { ByteSource } from './byte-source.ts'
import { readTarEntries } from './tar-entries.ts'

/** Content by absolute path, once for each time that it is in an archive. */
export type TarFiles = ReadonlyMap<string, readonly Uint8Array[]>

/**
 * Reads regular files out of tar archives that follow one another, up to a block that begins with `end`. A hard link has
 * the content of what came before. Throws `walk-failed` for what is no archive, is cut off, or is too much.
 */
export async function readTarFiles(source: ByteSource, end: string): Promise<TarFiles> {
  const files = new Map<string, Uint8Array[]>()
  for await (const { path, type, target, content } of readTarEntries(source, end)) {
    if (type === '0' || type === '\0') append(files, path, content)
    if (type === '1') {
      const linked = files.get(target)?.at(-1)
      if (linked !== undefined) append(files, path, linked)
    }
  }
  return files
}

function append(files: Map<string, Uint8Array[]>, path: string, bytes: Uint8Array): void {
  const known = files.get(path)
  if (known === undefined) files.set(path, [bytes])
  else known.push(bytes)
}
