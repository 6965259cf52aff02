import { protocol } from 'electron'
import { contentSecurityPolicy } from '../shared/content-security-policy.ts'
import { findRendererFile, type RendererFiles } from '../shared/renderer-files.ts'
import { isPageUrl, PAGE_SCHEME } from './page-address.ts'

/** Makes the scheme behave as https does: an origin, relative addresses, storage. Before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built renderer at `app://plimsoll`. After Electron is ready. */
export function servePage(files: RendererFiles): void {
  protocol.handle(PAGE_SCHEME, (request) => answerPageRequest(files, request))
}

function answerPageRequest(files: RendererFiles, request: Request): Response {
  if (request.method !== 'GET' || !isPageUrl(request.url)) return new Response(null, { status: 404 })
  const file = findRendererFile(files, new URL(request.url).pathname)
  if (file === undefined) return new Response(null, { status: 404 })
  return new Response(file.body, {
    headers: {
      'Content-Type': file.mediaType,
      'Content-Security-Policy': contentSecurityPolicy(null),
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
