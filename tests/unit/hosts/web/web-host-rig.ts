import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { serveWeb, type WebHost, type WebHostOptions } from '../../../../src-main/hosts/web/serve-web.ts'
import { createStubRouter } from '../stub-router.ts'

/** A directory that looks like a built renderer, with a secret beside it. */
export function rendererDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'plimsoll-web-'))
  onTestFinished(() => {
    rmSync(parent, { recursive: true, force: true })
  })
  const directory = join(parent, 'renderer')
  mkdirSync(join(directory, 'assets'), { recursive: true })
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>dashboard</title>')
  writeFileSync(join(directory, 'assets', 'index-abc123.js'), 'export {}')
  writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(parent, 'secret.txt'), 'not for you')
  return directory
}

/** A running web host over the stub router, on a free port; closed after the test. */
export async function startWebHost(options: Partial<WebHostOptions> = {}): Promise<WebHost> {
  const host = await serveWeb({
    router: createStubRouter().router,
    rendererDirectory: rendererDirectory(),
    port: 0,
    address: '127.0.0.1',
    ...options,
  })
  onTestFinished(() => host.close())
  return host
}

export interface RawReply {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends bytes exactly as given, as no browser and no HTTP client would, and reads until the server closes. */
export function sendRaw(port: number, request: string): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
    })
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(parseReply(Buffer.concat(chunks).toString()))
    })
    socket.write(request)
  })
}

function parseReply(text: string): RawReply {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(statusLine.split(' ')[1]), headers: new Map(headers), body: rest.join('\r\n\r\n') }
}

/** A request as text; `Host` is the server's own unless given. */
export function requestText(port: number, line: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

export async function get(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  return sendRaw(port, requestText(port, `GET ${path}`, headers))
}

/** The token in the printed link. */
export function tokenOf(host: WebHost): string {
  return new URL(host.url).searchParams.get('token') ?? ''
}

/** Uses the link up and returns the `Cookie` header that it was exchanged for. */
export async function signIn(host: WebHost): Promise<string> {
  const reply = await get(host.port, `/?token=${tokenOf(host)}`)
  return reply.headers.get('set-cookie')?.split(';')[0] ?? ''
}
