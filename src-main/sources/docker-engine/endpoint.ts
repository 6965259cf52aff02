/** Certificates of a TLS endpoint, PEM as read from the folder. A missing file is null, as the docker CLI allows. */
export interface TlsMaterial {
  readonly ca: Buffer | null
  readonly cert: Buffer | null
  readonly key: Buffer | null
  /** False only where the user's own context or `DOCKER_TLS` says so. */
  readonly verify: boolean
}

export interface SocketTransport {
  readonly kind: 'socket'
  readonly path: string
}

export interface TcpTransport {
  readonly kind: 'tcp'
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  /** Before every request's path: '' or '/prefix', without a slash at the end. */
  readonly pathPrefix: string
  /** Null: plain HTTP. */
  readonly tls: TlsMaterial | null
}

/** The user's own `ssh` logs in, and the docker command over there passes everything on to its engine. */
export interface SshTransport {
  readonly kind: 'ssh'
  /** Null: what `ssh` takes by itself, from its configuration or the name of the local user. */
  readonly user: string | null
  /** A name of the network, or one that only the user's `~/.ssh/config` knows. Without the brackets of an IPv6 address. */
  readonly host: string
  /** Null: what `ssh` takes by itself. */
  readonly port: number | null
  /** Socket of the engine over there. Null: wherever the docker command over there finds its engine. */
  readonly socketPath: string | null
}

export type EndpointTransport = SocketTransport | TcpTransport | SshTransport

/** Who named the engine: `--docker-host`, `DOCKER_HOST`, a docker context, nobody, or nobody and a rootless socket was found. */
export type EndpointOrigin = 'flag' | 'environment' | 'context' | 'default' | 'rootless'

/** Where an engine listens, and why we think so. */
export interface Endpoint {
  /** For people: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly url: string
  readonly how: EndpointOrigin
  /** Name of the docker context; null when none was used. */
  readonly context: string | null
  readonly transport: EndpointTransport
}
