import { join } from 'node:path'

import {
  configFolder,
  currentContextName,
  DEFAULT_CONTEXT,
  readDockerContext,
  type DockerContext,
} from './docker-context.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'
import type { Endpoint, EndpointOrigin, TlsMaterial } from './endpoint.ts'
import { DEFAULT_SOCKET, parseHost, type ParsedHost } from './parse-host.ts'
import { sshUrl } from './parse-ssh-host.ts'
import { hasMaterial, readTlsMaterial } from './tls-material.ts'

/**
 * Finds the engine that the docker CLI would talk to: the given address, else `DOCKER_HOST`, else the context that is
 * in force, else the default socket; and where that does not exist, a rootless engine's or Docker Desktop's.
 * Nothing is connected to: that an endpoint is returned does not mean that anybody listens there.
 *
 * Errors: `bad-input`, `endpoint-not-supported`, `context-not-found`, `file-damaged`, `not-found`, `permission-denied`.
 */
export async function discoverEngine(
  dockerHost: string | null,
  surroundings: DiscoverySurroundings,
): Promise<Endpoint> {
  const { environment } = surroundings
  if (isSet(dockerHost)) return fromAddress(dockerHost, 'flag', surroundings)
  const host = environment['DOCKER_HOST']
  if (isSet(host)) return fromAddress(host, 'environment', surroundings)
  const name = await currentContextName(surroundings)
  if (name !== null && name !== DEFAULT_CONTEXT) {
    const context = await readDockerContext(name, surroundings)
    if (context.host !== '') return fromContext(context, surroundings)
  }
  return fromSockets(surroundings)
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

async function fromContext(context: DockerContext, surroundings: DiscoverySurroundings): Promise<Endpoint> {
  const host = parseHost(context.host, surroundings.platform)
  const tls = await readTlsMaterial(context.tlsFolder, !context.skipTlsVerify, surroundings)
  const secured = host.kind === 'https' || (host.kind === 'tcp' && (hasMaterial(tls) || context.skipTlsVerify))
  return endpoint(host, 'context', { context: context.name, tls: secured ? tls : null })
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
