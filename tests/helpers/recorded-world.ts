import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseContainers, parseDiskUsage } from './engines/engine-answers.ts'
import type { EngineContainer, EngineDiskUsage } from './engines/engine-answers.ts'
import { run } from './run-process.ts'

/** The data root of an engine that is not here, with what that engine said of it. Disposing of it removes it. */
export interface RecordedWorld extends AsyncDisposable {
  readonly dataRoot: string
  /** Root of the containerd beside it; null where there was none. */
  readonly containerdRoot: string | null
  readonly containers: readonly EngineContainer[]
  readonly usage: EngineDiskUsage
}

const worlds = join(import.meta.dirname, '../fixtures/worlds')

/** Unpacks a recording of `tests/fixtures/worlds`. Needs root: data roots hold device nodes and trusted attributes. */
export async function unpackWorld(name: string): Promise<RecordedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-world-'))
  const archive = join(worlds, name, 'data-root.tar.zst')
  await run(['tar', '-C', folder, '--xattrs', '--xattrs-include=*', '--numeric-owner', '--zstd', '-xf', archive])
  await run(['sync', '-f', folder])
  const answer = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(worlds, name, file), 'utf8'))
  const containerd = join(folder, 'containerd')
  return {
    dataRoot: join(folder, 'docker'),
    containerdRoot: existsSync(containerd) ? containerd : null,
    containers: parseContainers(await answer('containers.json')),
    usage: parseDiskUsage(await answer('system-df.json')),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true })
    },
  }
}
