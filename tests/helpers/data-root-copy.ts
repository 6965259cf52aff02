import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run-process.ts'

/** A copy of a data root that a test may damage. Disposing of it removes it. */
export interface DataRootCopy extends AsyncDisposable {
  readonly path: string
}

/** Copies a data root as it is on disk, without what is mounted in it. */
export async function copyDataRoot(source: string, name = 'docker'): Promise<DataRootCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-data-root-'))
  const path = join(folder, name)
  await mkdir(path)
  await run(['cp', '--archive', '--one-file-system', `${source}/.`, path])
  await run(['sync', '-f', path])
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true })
    },
  }
}
