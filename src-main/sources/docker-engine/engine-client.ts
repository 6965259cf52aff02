import type { Agent } from 'node:http'
import type Docker from 'dockerode'

import { BugError } from '../../errors/bug-error.ts'
import type { Endpoint, EndpointTransport } from './endpoint.ts'
import { tlsOptions } from './tls-material.ts'

/** What a request through a socket or `ssh` calls the host of the engine; no engine minds. */
const ANY_HOST = 'docker'

/** The client wants an address, and the agent goes where it goes. */
const ANY_SOCKET = '/'

/**
 * A client that talks to this endpoint and nothing else, with the agent's connections if there is one. Loaded when an
 * engine has answered, because loading costs 30 MB.
 *
 * For the client, every engine is behind a socket: it takes an address of any other kind apart with `url.parse`, which
 * makes Node print a warning.
 */
export async function openClient({ transport }: Endpoint, agent: Agent | null): Promise<Docker> {
  const { default: Client } = await import('dockerode')
  const client = withoutDockerHost(() => new Client())
  Object.assign(client.modem, {
    ...{ host: undefined, port: undefined, key: undefined, cert: undefined, ca: undefined },
    socketPath: transport.kind === 'socket' ? transport.path : ANY_SOCKET,
    protocol: transport.kind === 'tcp' && transport.tls !== null ? 'https' : 'http',
    headers: { Host: hostHeader(transport) },
    agent: agent ?? (await ownAgent(transport)),
  })
  return client
}

/** The name in the `Host` header, which is the one that a certificate has to have. */
export function hostHeader(transport: EndpointTransport): string {
  if (transport.kind !== 'tcp') return ANY_HOST
  return `${transport.host.includes(':') ? `[${transport.host}]` : transport.host}:${transport.port}`
}

/** It keeps no connection, and goes to the one place whatever it is asked for. */
async function ownAgent(transport: EndpointTransport): Promise<Agent> {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')])
  if (transport.kind === 'socket') return new http.Agent()
  if (transport.kind === 'ssh') throw new BugError('nothing leads to an engine behind ssh but its own connections')
  const { host, port, tls } = transport
  // An agent's own options win over a request's.
  const place = { host, port, socketPath: undefined }
  return tls === null ? new http.Agent(place) : new https.Agent({ ...place, ...tlsOptions(tls) })
}

/**
 * The client reads `DOCKER_HOST` and the certificates that belong to it whatever it is told, and throws over what it does
 * not understand. The environment has had its say in discovery.
 */
function withoutDockerHost<Made>(make: () => Made): Made {
  const host = process.env['DOCKER_HOST']
  delete process.env['DOCKER_HOST']
  try {
    return make()
  } finally {
    if (host !== undefined) process.env['DOCKER_HOST'] = host
  }
}
