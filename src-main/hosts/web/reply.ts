import type { ServerResponse } from 'node:http'

/** An answer to a request, made before anything is sent. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** On every answer, whatever it is. There are no CORS headers anywhere: no other origin has business here. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

/** `withBody` false: a HEAD request, which gets the headers alone. */
export function sendReply(response: ServerResponse, reply: Reply, withBody: boolean): void {
  const length = typeof reply.body === 'string' ? Buffer.byteLength(reply.body) : reply.body.byteLength
  response.writeHead(reply.status, { ...EVERYWHERE, ...reply.headers, 'Content-Length': length })
  response.end(withBody ? reply.body : undefined)
}
