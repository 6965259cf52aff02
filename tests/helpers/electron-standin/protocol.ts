import { app } from './app.ts'
import { knownOnly } from './known-only.ts'

type Handler = (request: Request) => Response | Promise<Response>

interface Scheme {
  readonly scheme: string
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean }
}

const handlers = new Map<string, Handler>()
const privileged = new Map<string, Scheme>()

/** Stands for a scheme of the program's own: Chromium alone knows only the web's. Secure, as the privilege makes it. */
const STANDIN_SUFFIX = '.standin'

export const protocol = knownOnly('protocol', {
  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (app.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const scheme of schemes) privileged.set(scheme.scheme, scheme)
  },
  handle(scheme: string, handler: Handler): void {
    if (!app.ready) throw new Error('protocol.handle can only be called after app is ready')
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is already handled`)
    handlers.set(scheme, handler)
  },
})

/** `app://plimsoll/x` as `https://plimsoll.app.standin/x`. Without the privileges the page would have no origin. */
export function toBrowser(url: string): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url)
  const name = scheme.slice(0, -1)
  const privileges = privileged.get(name)?.privileges
  if (privileges?.standard !== true || privileges.secure !== true) throw new Error(`${name}: is not a standard scheme`)
  return `https://${host}.${name}${STANDIN_SUFFIX}${pathname}${search}${hash}`
}

/** The other way round; null for an address of the web. */
export function fromBrowser(url: string): string | null {
  const { hostname, pathname, search, hash } = new URL(url)
  if (!hostname.endsWith(STANDIN_SUFFIX)) return null
  const labels = hostname.slice(0, -STANDIN_SUFFIX.length).split('.')
  return `${labels.at(-1) ?? ''}://${labels.slice(0, -1).join('.')}${pathname}${search}${hash}`
}

/** Asks the program for what is at an address of its own scheme. */
export async function fetchFromProgram(url: string, headers: Record<string, string>): Promise<Response> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) throw new Error(`nobody handles ${url}`)
  return handler(new Request(url, { headers }))
}
