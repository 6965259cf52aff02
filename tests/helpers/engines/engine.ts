import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../run-process.ts'
import type { RunOptions } from '../run-process.ts'
import { getJson } from './get-json.ts'

/** Those that a run's specs share, with overlay2. */
export const ENGINE_VERSIONS = ['20.10', '28.5'] as const
export type EngineVersion = (typeof ENGINE_VERSIONS)[number] | '26.1'

/** How an engine keeps its layers; engine.sh says what each of them is. 20.10 has overlay2 only. */
export type EngineDriver = 'overlay2' | ContainerdDriver
export type ContainerdDriver = 'containerd' | 'containerd-native' | 'containerd-btrfs' | 'containerd-system'

/** Where an engine of the rig lives: enough to talk to it from another process. */
export interface EngineAddress {
  readonly version: EngineVersion
  readonly driver: EngineDriver
  /** Holds everything of the engine; the same path inside its namespace and outside. */
  readonly directory: string
}

/** A real Docker engine of the rig. It has no network: builds need `--network=none`, containers have none. */
export interface Engine extends EngineAddress {
  readonly socket: string
  /** `unix://` and the socket, as `DOCKER_HOST` wants it. */
  readonly endpoint: string
  readonly dataRoot: string
  /** Root of a containerd beside the data root; null where dockerd has its own, inside. */
  readonly containerdRoot: string | null
  /** The docker command of the engine's own generation; resolves to what it prints. */
  cli(...args: readonly string[]): Promise<string>
  /** Any command in the engine's namespace, where the root directory is its chroot. */
  exec(command: readonly string[], options?: RunOptions): Promise<string>
  /** A GET request, outside our own client: what the engine says, parsed. */
  get(path: string): Promise<unknown>
  /** Shuts the daemon down; containers stop, the data root stays. */
  stop(): Promise<void>
  /** Ends the daemon and its containers without warning; the data root stays. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`. Containers stay stopped. */
  /** With another driver the engine is another one, on the same data root: reach it anew. */
  start(driver?: EngineDriver): Promise<void>
}

export interface OwnedEngine extends Engine {
  /** Ends the engine and removes its directory. Happens by itself when the process that started it ends in any way. */
  down(): Promise<void>
}

const script = join(import.meta.dirname, 'engine.sh')

/**
 * Starts an engine with an empty data root under the directory for temporary files.
 * Needs root and Debian; the first use of a version builds its chroot, which takes about a minute.
 */
export async function startEngine(version: EngineVersion, driver: EngineDriver = 'overlay2'): Promise<OwnedEngine> {
  const directory = await mkdtemp(join(tmpdir(), `plimsoll-engine-${version}-`))
  const down = guard(directory)
  try {
    await run([script, 'up', version, driver, directory])
  } catch (error) {
    await down()
    throw error
  }
  return { ...reachEngine({ version, driver, directory }), down }
}

/** An engine that another process has started. */
export function reachEngine({ version, driver, directory }: EngineAddress): Engine {
  const socket = join(directory, 'docker.sock')
  const endpoint = `unix://${socket}`
  const exec: Engine['exec'] = (command, options) => run([script, 'enter', directory, ...command], options)
  const act = async (action: string): Promise<void> => {
    await run([script, action, directory])
  }
  return {
    version,
    driver,
    directory,
    socket,
    endpoint,
    dataRoot: join(directory, 'docker'),
    containerdRoot: driver === 'containerd-system' ? join(directory, 'containerd') : null,
    cli: (...args) => exec(['docker', '-H', endpoint, ...args]),
    exec,
    get: (path) => getJson(socket, path),
    stop: () => act('stop'),
    kill: () => act('kill'),
    start: async (next = driver) => {
      await run([script, 'up', version, next, directory])
    },
  }
}

/**
 * Hands the engine's end to a process that outlives this one: it removes the engine once its standard input ends,
 * which the kernel sees to even when this process is killed. An ordinary end goes the same way.
 */
function guard(directory: string): () => Promise<void> {
  const child = spawn(script, ['guard', directory], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${directory} could not be removed`))
    })
  })
  ended.catch(() => undefined) // reported by whoever calls down
  child.unref()
  return async () => {
    child.ref()
    child.stdin.end()
    await ended
  }
}
