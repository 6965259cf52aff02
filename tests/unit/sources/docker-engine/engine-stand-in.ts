import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSocketServer, type Server as SocketServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Endpoint } from '../../../../src-main/sources/docker-engine/endpoint.ts'

export type Recording = '20.10-overlay2' | '28.5-overlay2' | '28.5-containerd'
type Answer = { readonly status: number; readonly body: Buffer | string }
export type Behaviour = (answer: ServerResponse, request: IncomingMessage) => void

const RECORDINGS = join(import.meta.dirname, '../../../fixtures/engine-api')

/** A server on a socket of its own; `requests` are the paths that were asked for. */
export interface StandIn {
  readonly endpoint: Endpoint
  readonly socket: string
  readonly requests: readonly string[]
  readonly close: () => Promise<void>
}

/** Recorded answers of a real engine, by request. */
export function recorded(name: Recording): ReadonlyMap<string, Answer> {
  const folder = join(RECORDINGS, name)
  const lines = readFileSync(join(folder, 'INDEX.tsv'), 'utf8').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [status = '', path = '', file = ''] = line.split('\t')
      return [path, { status: Number(status), body: readFileSync(join(folder, file)) }]
    }),
  )
}

export function recordedJson(name: Recording, path: string): unknown {
  return JSON.parse(String(recorded(name).get(path)?.body))
}

/** A recorded object, to be sent with one thing in it changed. */
export function recordedObject(name: Recording, path: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(recordedJson(name, path) ?? {}))
}

/** Replays a recording byte for byte, except for the paths whose `behaviours` are given. */
export function replay(name: Recording, behaviours: Readonly<Record<string, Behaviour>> = {}): Promise<StandIn> {
  const answers = recorded(name)
  return standIn((answer, request) => {
    const path = request.url ?? ''
    const behaviour = behaviours[path]
    if (behaviour !== undefined) {
      behaviour(answer, request)
      return
    }
    const { status, body } = answers.get(path) ?? { status: 404, body: `{"message":"not recorded: ${path}"}` }
    answer.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
}

/** An HTTP server that answers as told. */
export async function standIn(behaviour: Behaviour): Promise<StandIn> {
  const requests: string[] = []
  const server = createServer((request, answer) => {
    requests.push(request.url ?? '')
    behaviour(answer, request)
  })
  return listen(server, requests, () => {
    server.closeAllConnections()
  })
}

/** A server that need not speak HTTP. */
export async function socketStandIn(behaviour: (socket: Socket) => void): Promise<StandIn> {
  const sockets = new Set<Socket>()
  const server = createSocketServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    behaviour(socket)
  })
  return listen(server, [], () => {
    for (const socket of sockets) socket.destroy()
  })
}

export function socketEndpoint(path: string): Endpoint {
  return { url: `unix://${path}`, how: 'flag', context: null, transport: { kind: 'socket', path } }
}

export function json(value: unknown, status = 200): Behaviour {
  return (answer) => {
    answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
  }
}

async function listen(
  server: Server | SocketServer,
  requests: readonly string[],
  disconnect: () => void,
): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-engine-'))
  const socket = join(folder, 'docker.sock')
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    disconnect()
    await closed
    rmSync(folder, { recursive: true, force: true })
  }
  return { endpoint: socketEndpoint(socket), socket, requests, close }
}
