import type { Agent } from 'node:http'
import type Docker from 'dockerode'

import { BugError } from '../../errors/bug-error.ts'
import type { Endpoint } from './endpoint.ts'
import { tlsOptions } from './tls-material.ts'

/** What a request through a socket or `ssh` calls the host of the engine; no engine minds. */
export const ANY_HOST = 'docker'

/**
 * A client that talks to this endpoint and nothing else, with the agent's connections if there is one. Loaded when an
 * engine has answered, because loading costs 30 MB.
 */
export async function openClient({ transport }: Endpoint, agent: Agent | null): Promise<Docker> {
  const [{ default: Client }, http, https] = await Promise.all([
    import('dockerode'),
    import('node:http'),
    import('node:https'),
  ])
  const client = withoutDockerHost(() => new Client())
  // An agent of our own keeps no connection.
  if (agent !== null) address(client, { host: ANY_HOST, agent })
  else if (transport.kind === 'socket') address(client, { socketPath: transport.path, agent: new http.Agent() })
  else if (transport.kind === 'ssh') throw new BugError('nothing leads to an engine behind ssh but its own connections')
  else {
    const { host, port, pathPrefix, tls } = transport
    const at = { host, port, pathPrefix: `${pathPrefix}/` }
    if (tls === null) address(client, { ...at, agent: new http.Agent() })
    else address(client, { ...at, protocol: 'https', agent: new https.Agent(tlsOptions(tls)) })
  }
  return client
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

interface Address {
  readonly host?: string
  readonly port?: number
  readonly pathPrefix?: string
  readonly socketPath?: string
  readonly protocol?: 'https'
  readonly agent: Agent
}

function address({ modem }: Docker, to: Address): void {
  const nowhere = { host: undefined, port: undefined, pathPrefix: '/', socketPath: undefined, protocol: 'http' }
  Object.assign(modem, { ...nowhere, ...to })
}
