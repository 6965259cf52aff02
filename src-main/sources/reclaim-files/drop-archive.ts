import { lstatSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { archivesIn } from './archive-file.ts'
import { fileRefused, onFile } from './file-refusal.ts'

/** Removes an archive for good. Throws `prune-refused` for anything that is no file of ours in the archive directory. */
export function dropArchive(stateDirectory: string, path: string): void {
  if (!isArchive(stateDirectory, path)) throw fileRefused(path, 'it is no archive of ours')
  onFile(path, () => {
    if (!lstatSync(path).isFile()) throw fileRefused(path, 'it is no file')
    unlinkSync(path)
  })
}

export function isArchive(stateDirectory: string, path: string): boolean {
  return dirname(path) === archivesIn(stateDirectory) && path.endsWith('.zst')
}
