import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer, request } from 'node:http'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Something that listens where an engine is expected. */
export interface FalseEngine {
  readonly endpoint: string
  close(): Promise<void>
}

/** Answers every request with the same status, type and body. */
export function answering(status: number, type: string, body: string): Promise<FalseEngine> {
  return listen(createHttpServer((_asked, answer) => answer.writeHead(status, { 'content-type': type }).end(body)))
}

/** Writes bytes that are not HTTP as soon as somebody connects. */
export function babbling(bytes: Buffer): Promise<FalseEngine> {
  return listen(createServer((socket) => socket.end(bytes)))
}

/** Takes the connection and closes it without a word. */
export function closing(): Promise<FalseEngine> {
  return listen(createServer((socket) => socket.destroy()))
}

/** Takes the connection and never answers. */
export function silent(): Promise<FalseEngine> {
  return listen(createServer(() => undefined))
}

/**
 * Passes everything on to a real engine until it is asked for a path that `at` matches: then half of the answer is
 * sent, the connection breaks, and nobody listens any more.
 */
export async function dying(socketPath: string, at: RegExp): Promise<FalseEngine> {
  const server = createHttpServer((asked, answer) => {
    const { method, url = '', headers } = asked
    const passed = request({ socketPath, method, path: url, headers }, (real) => {
      if (!at.test(url)) {
        answer.writeHead(real.statusCode ?? 500, real.headers)
        real.pipe(answer)
        return
      }
      const chunks: Buffer[] = []
      real.on('data', (chunk: Buffer) => chunks.push(chunk))
      real.on('end', () => {
        const body = Buffer.concat(chunks)
        answer.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
        answer.write(body.subarray(0, body.length / 2), () => {
          server.close()
          server.closeAllConnections()
        })
      })
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  return listen(server)
}

async function listen(server: Server): Promise<FalseEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-false-engine-'))
  const path = join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // the other side may go first
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(path, resolve)
  })
  return {
    endpoint: `unix://${path}`,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await rm(folder, { recursive: true })
    },
  }
}
