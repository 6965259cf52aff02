import { AppError } from '../../errors/app-error.ts'
import type { SocketTransport, SshTransport } from './endpoint.ts'
import { parseSshHost } from './parse-ssh-host.ts'

export const DEFAULT_SOCKET = '/var/run/docker.sock'
const DEFAULT_PIPE = '//./pipe/docker_engine'

/** An engine address taken apart, before anybody looked for certificates. */
export type ParsedHost =
  | SocketTransport
  | SshTransport
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number | null; readonly pathPrefix: string }
  | { readonly kind: 'http' | 'https'; readonly host: string; readonly port: number; readonly pathPrefix: string }

/**
 * Reads an engine address as the docker CLI does: `unix://path`, `tcp://host:port`, `host:port`, `ssh://user@host`, `npipe://`
 * on Windows; and `http://`, `https://` beside them.
 *
 * Errors: `bad-input` for nonsense, `endpoint-not-supported` for `fd://`, and for `npipe://` elsewhere.
 */
export function parseHost(text: string, platform: string): ParsedHost {
  const written = text.trim()
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(.*)$/s.exec(written) ?? []
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: socketPath(rest, written) }
    case 'npipe':
      if (platform !== 'win32') throw notSupported(written, 'Named pipes exist on Windows only.')
      return { kind: 'socket', path: rest === '' ? DEFAULT_PIPE : rest }
    case 'tcp':
      return { kind: 'tcp', ...parseAuthority(rest, written) }
    case 'http':
    case 'https': {
      const { port, ...authority } = parseAuthority(rest, written)
      return { kind: scheme, ...authority, port: port ?? (scheme === 'http' ? 80 : 443) }
    }
    case 'ssh':
      return parseSshHost(rest, (because) => badHost(written, because))
    case 'fd':
      throw notSupported(written, 'fd:// is an address for the engine to listen on, not one to connect to.')
    default:
      throw badHost(written, `"${scheme}://" is no address of an engine`)
  }
}

function socketPath(rest: string, written: string): string {
  if (rest.includes('\0')) throw badHost(written, 'a path cannot contain a zero byte')
  return rest === '' ? DEFAULT_SOCKET : rest
}

function parseAuthority(rest: string, written: string): { host: string; port: number | null; pathPrefix: string } {
  if (rest.startsWith('/')) throw badHost(written, 'a socket is written unix:///path')
  const url = parseUrl(/^(:|$)/.test(rest) ? `localhost${rest}` : rest, written)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw badHost(written, 'only host, port and path may be named')
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? null : Number(url.port),
    pathPrefix: url.pathname.replace(/\/+$/, ''),
  }
}

// A scheme that the URL standard does not know: with http:// it would drop port 80 as if nobody had written it.
function parseUrl(rest: string, written: string): URL {
  const url = URL.parse(`tcp://${rest}`)
  if (url === null || url.hostname === '') throw badHost(written, 'it is not host:port')
  return url
}

function badHost(written: string, because: string): AppError {
  return new AppError('bad-input', `Cannot read the engine address "${written}": ${because}.`, {
    context: { input: written, because },
  })
}

function notSupported(written: string, because: string): AppError {
  return new AppError('endpoint-not-supported', `Cannot connect to ${written}. ${because}`, {
    context: { endpoint: written, because },
  })
}
