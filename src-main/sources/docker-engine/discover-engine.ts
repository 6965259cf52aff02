import { join } from 'node:path'

import { AppError } from '../../errors/app-error.ts'
import { configFolder, contextInForce, DEFAULT_CONTEXT, readContext, type StoredContext } from './docker-context.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'
import type { Endpoint, EndpointOrigin, TlsMaterial } from './endpoint.ts'
import { DEFAULT_SOCKET, parseHost, type ParsedHost } from './parse-host.ts'
import { sshUrl } from './parse-ssh-host.ts'
import { hasMaterial, readTlsMaterial } from './tls-material.ts'

/** Which engine the user asked for, in one of two ways or in none. */
export interface NamedEngine {
  /** `--docker-host`. */
  readonly dockerHost: string | null
  /** `--context`. */
  readonly context: string | null
}

/**
 * Finds the engine that the docker CLI would talk to: the given address or context, else `DOCKER_HOST`, else the context
 * that is in force, else the default socket; and where that does not exist, a rootless engine's or Docker Desktop's.
 * Nothing is connected to: that an endpoint is returned does not mean that anybody listens there.
 *
 * Errors: `bad-input`, `endpoint-not-supported`, `context-not-found`, `file-damaged`, `not-found`, `permission-denied`.
 */
export async function discoverEngine(
  { dockerHost, context }: NamedEngine,
  surroundings: DiscoverySurroundings,
): Promise<Endpoint> {
  if (isSet(dockerHost)) {
    if (isSet(context)) throw namedTwice(dockerHost, context)
    return fromAddress(dockerHost, 'flag', surroundings)
  }
  const name = isSet(context) ? context : await contextInForce(surroundings)
  if (name === DEFAULT_CONTEXT) return defaultEndpoint(surroundings)
  return contextEndpoint(await readContext(name, surroundings), surroundings)
}

/** Where the context that the docker CLI has built in leads. Errors: those of an address and its certificates. */
export async function defaultEndpoint(surroundings: DiscoverySurroundings): Promise<Endpoint> {
  const host = surroundings.environment['DOCKER_HOST']
  return isSet(host) ? fromAddress(host, 'environment', surroundings) : fromSockets(surroundings)
}

/** Where a stored context leads. Errors: the same. */
export async function contextEndpoint(context: StoredContext, surroundings: DiscoverySurroundings): Promise<Endpoint> {
  if (context.host === '') return fromSockets(surroundings)
  const host = parseHost(context.host, surroundings.platform)
  if (host.kind === 'socket' || host.kind === 'ssh') return endpoint(host, 'context', { context: context.name })
  const tls = await readTlsMaterial(context.tlsFolder, !context.skipTlsVerify, surroundings)
  const secured = host.kind === 'https' || (host.kind === 'tcp' && (hasMaterial(tls) || context.skipTlsVerify))
  return endpoint(host, 'context', { context: context.name, tls: secured ? tls : null })
}

function namedTwice(dockerHost: string, context: string): AppError {
  const sentence = `The address ${dockerHost} and the docker context "${context}" both name an engine; give one of them.`
  return new AppError('bad-input', sentence, { context: { input: dockerHost, context } })
}

async function fromAddress(text: string, how: EndpointOrigin, surroundings: DiscoverySurroundings): Promise<Endpoint> {
  const host = parseHost(text, surroundings.platform)
  const { environment } = surroundings
  // Any text counts, "0" included: so does the docker CLI.
  const verify = isSet(environment['DOCKER_TLS_VERIFY'])
  const secured = verify || isSet(environment['DOCKER_TLS'])
  const folder = environment['DOCKER_CERT_PATH']
  const readTls = (): Promise<TlsMaterial> =>
    readTlsMaterial(isSet(folder) ? folder : configFolder(surroundings), verify || !secured, surroundings)
  if (host.kind === 'https' || (host.kind === 'tcp' && secured)) return endpoint(host, how, { tls: await readTls() })
  return endpoint(host, how, {})
}

async function fromSockets(surroundings: DiscoverySurroundings): Promise<Endpoint> {
  const { environment, home, platform, exists } = surroundings
  if (platform === 'win32') return endpoint(parseHost('npipe://', platform), 'default', {})
  const runtime = environment['XDG_RUNTIME_DIR']
  const rootless = [
    ...(isSet(runtime) ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker', 'run', 'docker.sock'),
  ]
  if (!(await exists(DEFAULT_SOCKET))) {
    for (const path of rootless) if (await exists(path)) return endpoint({ kind: 'socket', path }, 'rootless', {})
  }
  return endpoint({ kind: 'socket', path: DEFAULT_SOCKET }, 'default', {})
}

function endpoint(
  host: ParsedHost,
  how: EndpointOrigin,
  { context = null, tls = null }: { context?: string | null; tls?: TlsMaterial | null },
): Endpoint {
  if (host.kind === 'socket') {
    const scheme = host.path.startsWith('//') ? 'npipe' : 'unix'
    return { url: `${scheme}://${host.path}`, how, context, transport: host }
  }
  if (host.kind === 'ssh') return { url: sshUrl(host), how, context, transport: host }
  // 2375 and 2376 are the ports that the docker CLI assumes.
  const port = host.port ?? (tls === null ? 2375 : 2376)
  const name = host.host.includes(':') ? `[${host.host}]` : host.host
  const { pathPrefix } = host
  return {
    url: `${host.kind}://${name}:${port}${pathPrefix}`,
    how,
    context,
    transport: { kind: 'tcp', host: host.host, port, pathPrefix, tls },
  }
}

function isSet(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text.trim() !== ''
}
