import type { IncomingMessage } from 'node:http'
import { contentSecurityPolicy } from '../shared/content-security-policy.ts'
import { findRendererFile, type RendererFile, type RendererFiles } from '../shared/renderer-files.ts'
import type { Access } from './access.ts'
import { GO_ON_PAGE, LOCKED_PAGE, NOT_FOUND_PAGE, PLAIN_PAGE_POLICY, USED_LINK_PAGE } from './plain-page.ts'
import type { Reply } from './reply.ts'

/** What the web host serves, and to whom. */
export interface Site {
  readonly files: RendererFiles
  readonly access: Access
  /** What the `Host` header may say. */
  readonly authorities: ReadonlySet<string>
}

/** The parts of a request an answer depends on. */
export type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Answers in this order: whose host, which method, the one-time token, the session, the file. */
export function answerRequest(site: Site, request: Request): Reply {
  const authority = request.headers.host
  if (authority === undefined || !site.authorities.has(authority)) return wrongHost(site)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...text(405, 'Only GET and HEAD are answered here.'), headers: { ...TEXT, Allow: 'GET, HEAD' } }
  }
  const url = parseTarget(request.url, authority)
  if (url === null) return text(400, 'This is not a path.')
  const token = url.searchParams.get('token')
  if (token !== null && url.pathname === '/') return exchange(site.access, token, request)
  if (!site.access.admits(request.headers.cookie)) return page(401, LOCKED_PAGE)
  const file = findRendererFile(site.files, url.pathname)
  if (file !== undefined) return found(file, authority)
  return wantsPage(request) ? redirect(placeInPage(url), {}) : page(404, NOT_FOUND_PAGE)
}

/** A HEAD request never uses the token up: it shows no page, so it is a checker of links and not the user. */
function exchange(access: Access, token: string, request: Request): Reply {
  if (access.admits(request.headers.cookie)) return redirect('/', {})
  if (request.method !== 'GET') return page(401, LOCKED_PAGE)
  switch (access.redeem(token)) {
    case 'accepted':
      return letIn(access, request)
    case 'used':
      return page(403, USED_LINK_PAGE)
    case 'wrong':
      return page(401, LOCKED_PAGE)
  }
}

function letIn(access: Access, request: Request): Reply {
  const cookie = { 'Set-Cookie': access.setCookie }
  if (request.headers['sec-fetch-site'] !== 'cross-site') return redirect('/', cookie)
  const goOn = page(200, GO_ON_PAGE)
  return { ...goOn, headers: { ...goOn.headers, ...cookie } }
}

function found(file: RendererFile, authority: string): Reply {
  const isPage = file.mediaType.startsWith('text/html')
  const policy: Readonly<Record<string, string>> = isPage
    ? { 'Content-Security-Policy': contentSecurityPolicy(`'self' ws://${authority}`) }
    : {}
  return {
    status: 200,
    headers: { 'Content-Type': file.mediaType, 'Cache-Control': caching(file, isPage), ...policy },
    body: file.body,
  }
}

function caching(file: RendererFile, isPage: boolean): string {
  if (isPage) return 'no-store'
  return file.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache'
}

/**
 * The request's path and query. Null for anything but an absolute path: `http://elsewhere/` (a proxy's form), `*`, and
 * `//elsewhere/`, which would be read as a host.
 */
function parseTarget(target: string | undefined, authority: string): URL | null {
  if (target?.startsWith('/') !== true || target.startsWith('//')) return null
  return URL.parse(target, `http://${authority}`)
}

/**
 * `/containers/web-1`, typed or handed on, as the page has it: `/#/containers/web-1`. What is nothing there either the
 * page's own router leads home. Parsed before, so there is no line break in it and no other host.
 */
function placeInPage({ pathname, search }: URL): string {
  return `/#${pathname}${search}`
}

function wantsPage(request: Request): boolean {
  return request.headers.accept?.includes('text/html') === true
}

function wrongHost(site: Site): Reply {
  return text(421, `Plimsoll answers only to ${[...site.authorities].join(', ')}. A tunnel has to keep the port.`)
}

function redirect(to: string, headers: Readonly<Record<string, string>>): Reply {
  return { status: 303, headers: { Location: to, 'Cache-Control': 'no-store', ...headers }, body: '' }
}

function page(status: number, html: string): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': PLAIN_PAGE_POLICY,
    },
    body: html,
  }
}

const TEXT: Readonly<Record<string, string>> = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
}

function text(status: number, sentence: string): Reply {
  return { status, headers: TEXT, body: `${sentence}\n` }
}
