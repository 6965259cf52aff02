import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { AppError, isAppError } from '../../errors/app-error.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'

/** The context that the docker CLI has built in and that no file describes: `DOCKER_HOST`, or else the default socket. */
export const DEFAULT_CONTEXT = 'default'

/** A docker context's engine, as `docker context create` stored it. */
export interface StoredContext {
  readonly name: string
  readonly description: string | null
  /** '' when the context does not say. */
  readonly host: string
  readonly skipTlsVerify: boolean
  /** Folder that holds its certificates, if it has any. */
  readonly tlsFolder: string
}

/** A context's file that cannot be used. The name is a guess: in the worst case it is that of the file's folder. */
export interface BrokenContext {
  readonly name: string
  readonly because: AppError
}

/** `DOCKER_CONFIG`, or `~/.docker`. */
export function configFolder({ environment, home }: DiscoverySurroundings): string {
  const configured = environment['DOCKER_CONFIG'] ?? ''
  return configured === '' ? join(home, '.docker') : configured
}

/**
 * Name of the context that the docker CLI would use: the default one if `DOCKER_HOST` is set, else `DOCKER_CONTEXT`, else
 * `currentContext` of `config.json`, else the default one. There need not be such a context.
 * Errors: `file-damaged` when `config.json` is not JSON; then nobody knows which engine the user means.
 */
export async function contextInForce(surroundings: DiscoverySurroundings): Promise<string> {
  const { environment } = surroundings
  if ((environment['DOCKER_HOST'] ?? '').trim() !== '') return DEFAULT_CONTEXT
  const fromEnvironment = environment['DOCKER_CONTEXT'] ?? ''
  if (fromEnvironment !== '') return fromEnvironment
  const config = await readJson(join(configFolder(surroundings), 'config.json'), surroundings)
  const name = property(config, 'currentContext')
  return typeof name === 'string' && name !== '' ? name : DEFAULT_CONTEXT
}

/** Errors: `context-not-found`, `file-damaged`, `endpoint-not-supported` for a context without a Docker engine. */
export async function readContext(name: string, surroundings: DiscoverySurroundings): Promise<StoredContext> {
  return (await readFolder(folderOf(name), surroundings)) ?? (await notFound(name, surroundings))
}

/** All contexts that there are files of, in the order of their names. Errors: `permission-denied` for the folder of all. */
export async function readContexts(
  surroundings: DiscoverySurroundings,
): Promise<readonly (StoredContext | BrokenContext)[]> {
  const folders = await surroundings.listFolder(metaFolder(surroundings))
  const found = await Promise.all(folders.map((folder) => readOrExplain(folder, surroundings)))
  const { compare } = new Intl.Collator('en', { numeric: true })
  return found.filter((context) => context !== null).sort((a, b) => compare(a.name, b.name))
}

/** The folder's name: the docker CLI finds a context by it. */
export function folderOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

function metaFolder(surroundings: DiscoverySurroundings): string {
  return join(configFolder(surroundings), 'contexts', 'meta')
}

async function readOrExplain(
  folder: string,
  surroundings: DiscoverySurroundings,
): Promise<StoredContext | BrokenContext | null> {
  try {
    return await readFolder(folder, surroundings)
  } catch (error) {
    if (!isAppError(error)) throw error
    const { context } = error.context
    return { name: typeof context === 'string' ? context : folder, because: error }
  }
}

async function readFolder(folder: string, surroundings: DiscoverySurroundings): Promise<StoredContext | null> {
  const path = join(metaFolder(surroundings), folder, 'meta.json')
  const meta = await readJson(path, surroundings)
  if (meta === null) return null
  const name = property(meta, 'Name')
  if (typeof name !== 'string') throw damaged(path, 'Name is not text')
  const wrong = (because: string): AppError => damaged(path, because, { context: name })
  if (folderOf(name) !== folder) throw wrong(`the docker CLI does not look for "${name}" in this folder`)
  const endpoint = property(property(meta, 'Endpoints'), 'docker')
  if (typeof endpoint !== 'object' || endpoint === null) throw withoutEngine(name, path)
  const host = property(endpoint, 'Host') ?? ''
  if (typeof host !== 'string') throw wrong('Endpoints.docker.Host is not text')
  const description = property(property(meta, 'Metadata'), 'Description')
  return {
    name,
    description: typeof description === 'string' && description !== '' ? description : null,
    host,
    skipTlsVerify: property(endpoint, 'SkipTLSVerify') === true,
    tlsFolder: join(configFolder(surroundings), 'contexts', 'tls', folder, 'docker'),
  }
}

async function readJson(path: string, surroundings: DiscoverySurroundings): Promise<unknown> {
  const content = await surroundings.readFile(path)
  if (content === null) return null
  try {
    const json: unknown = JSON.parse(content.toString('utf8'))
    if (typeof json === 'object' && json !== null) return json
  } catch (error) {
    throw damaged(path, 'it is not JSON', {}, error)
  }
  throw damaged(path, 'it is not a JSON object')
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function damaged(path: string, because: string, more: { context?: string } = {}, cause?: unknown): AppError {
  return new AppError('file-damaged', `Cannot use ${path}: ${because}.`, { context: { path, because, ...more }, cause })
}

function withoutEngine(context: string, path: string): AppError {
  const because = 'There is no Docker engine in it.'
  const sentence = `Cannot use the docker context "${context}". ${because}`
  return new AppError('endpoint-not-supported', sentence, { context: { endpoint: context, context, path, because } })
}

async function notFound(name: string, surroundings: DiscoverySurroundings): Promise<never> {
  const known = [DEFAULT_CONTEXT, ...(await readContexts(surroundings)).map((context) => context.name)].join(', ')
  const path = join(metaFolder(surroundings), folderOf(name), 'meta.json')
  throw new AppError('context-not-found', `There is no docker context "${name}". There are: ${known}.`, {
    context: { context: name, path, known },
  })
}
