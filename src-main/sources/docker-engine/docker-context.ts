import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { AppError } from '../../errors/app-error.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'

/** The context that the docker CLI has built in and that no file describes: the default socket. */
export const DEFAULT_CONTEXT = 'default'

/** A docker context's engine, as `docker context create` stored it. */
export interface DockerContext {
  readonly name: string
  /** '' when the context does not say. */
  readonly host: string
  readonly skipTlsVerify: boolean
  /** Folder that holds its certificates, if it has any. */
  readonly tlsFolder: string
}

/** `DOCKER_CONFIG`, or `~/.docker`. */
export function configFolder({ environment, home }: DiscoverySurroundings): string {
  const configured = environment['DOCKER_CONFIG'] ?? ''
  return configured === '' ? join(home, '.docker') : configured
}

/**
 * Name of the context in force: `DOCKER_CONTEXT`, else `currentContext` of `config.json`, else null.
 * Errors: `file-damaged` when `config.json` is not JSON; then nobody knows which engine the user means.
 */
export async function currentContextName(surroundings: DiscoverySurroundings): Promise<string | null> {
  const fromEnvironment = surroundings.environment['DOCKER_CONTEXT'] ?? ''
  if (fromEnvironment !== '') return fromEnvironment
  const config = await readJson(join(configFolder(surroundings), 'config.json'), surroundings)
  const name = property(config, 'currentContext')
  return typeof name === 'string' && name !== '' ? name : null
}

/** Errors: `context-not-found`, `file-damaged`, `endpoint-not-supported` for a context without a Docker engine. */
export async function readDockerContext(name: string, surroundings: DiscoverySurroundings): Promise<DockerContext> {
  const folder = join(configFolder(surroundings), 'contexts')
  const id = createHash('sha256').update(name).digest('hex')
  const path = join(folder, 'meta', id, 'meta.json')
  const meta = await readJson(path, surroundings)
  if (meta === null) {
    throw new AppError('context-not-found', `There is no docker context "${name}".`, {
      context: { context: name, path },
    })
  }
  const endpoint = property(property(meta, 'Endpoints'), 'docker')
  if (typeof endpoint !== 'object' || endpoint === null) {
    throw new AppError('endpoint-not-supported', `The docker context "${name}" has no Docker engine in it.`, {
      context: { context: name, path },
    })
  }
  const host = property(endpoint, 'Host') ?? ''
  if (typeof host !== 'string') throw damaged(path, 'Endpoints.docker.Host is not text')
  const skipTlsVerify = property(endpoint, 'SkipTLSVerify') === true
  return { name, host, skipTlsVerify, tlsFolder: join(folder, 'tls', id, 'docker') }
}

async function readJson(path: string, surroundings: DiscoverySurroundings): Promise<unknown> {
  const content = await surroundings.readFile(path)
  if (content === null) return null
  try {
    const json: unknown = JSON.parse(content.toString('utf8'))
    if (typeof json === 'object' && json !== null) return json
  } catch (error) {
    throw damaged(path, 'it is not JSON', error)
  }
  throw damaged(path, 'it is not a JSON object')
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function damaged(path: string, because: string, cause?: unknown): AppError {
  return new AppError('file-damaged', `Cannot use ${path}: ${because}.`, { context: { path, because }, cause })
}
