import type { AppError } from '../../errors/app-error.ts'
import type { SshTransport } from './endpoint.ts'

/*
 * Host and user become arguments of `ssh`, and `ssh` puts them into command lines of the user's configuration
 * (`ProxyCommand nc %h %p`, `Match exec`), which a shell reads: so nothing passes that a shell could understand, nor what
 * would be an option. Who needs more gives the host a name in `~/.ssh/config`.
 */
const NAME = /^[\p{L}\p{N}._][\p{L}\p{N}._-]*$/u
const IPV6 = /^[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._]+)?$/
const USER = /^[\p{L}\p{N}._][\p{L}\p{N}._@+=-]*$/u

/** Makes the error that says why an address cannot be read; the words end a sentence. */
type Wrong = (because: string) => AppError

/** Reads what follows `ssh://`: `[user@]host[:port][/path/to.sock]`. */
export function parseSshHost(rest: string, wrong: Wrong): SshTransport {
  const [authority = '', path = ''] = /^([^/]*)(.*)$/s.exec(rest)?.slice(1) ?? []
  const [login, bracketed, plain, port] =
    /^(?:(.*)@)?(?:\[([^\]]*)\]|([^:@]*))(?::(.*))?$/s.exec(authority)?.slice(1) ?? []
  return {
    kind: 'ssh',
    user: login === undefined ? null : parseUser(login, wrong),
    host: bracketed === undefined ? parseName(plain ?? '', wrong) : parseAddress(bracketed, wrong),
    port: port === undefined ? null : parsePort(port, wrong),
    socketPath: parsePath(path, wrong),
  }
}

/** The address as a person would write it. */
export function sshUrl({ user, host, port, socketPath }: SshTransport): string {
  const login = user === null ? '' : `${user}@`
  const name = host.includes(':') ? `[${host}]` : host
  return `ssh://${login}${name}${port === null ? '' : `:${port}`}${socketPath ?? ''}`
}

function parseUser(login: string, wrong: Wrong): string {
  if (login.includes(':')) throw wrong('a password cannot be given; SSH logs in with a key')
  const user = decode(login, wrong)
  if (!USER.test(user)) throw wrong('its user is none that ssh could be given')
  return user
}

function parseName(name: string, wrong: Wrong): string {
  if (!NAME.test(name)) throw wrong('its host is none that ssh could be given')
  return name
}

function parseAddress(address: string, wrong: Wrong): string {
  if (!IPV6.test(address)) throw wrong('what stands in brackets is no IPv6 address')
  return address
}

function parsePort(text: string, wrong: Wrong): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port === 0 || port > 65_535) throw wrong('its port is no number from 1 to 65535')
  return port
}

// The remote shell gets it in quotes, so that it may hold anything but what ends a line.
function parsePath(text: string, wrong: Wrong): string | null {
  if (/[?#]/.test(text)) throw wrong('only user, host, port and the path of a socket may be named')
  const path = decode(text, wrong)
  if (/[\u0000-\u001f\u007f]/.test(path)) throw wrong('its path has a control character in it')
  // The docker CLI takes slashes alone for no path.
  return /^\/*$/.test(path) ? null : path
}

function decode(text: string, wrong: Wrong): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong('a % that stands for itself is written %25')
  }
}
