import type { Socket } from 'node:net'
import { AppError, isAppError } from '../../errors/app-error.ts'
import { lastWords } from '../elevated/last-words.ts'
import type { ScanEnd, ScanLink } from '../elevated/scan-link.ts'
import { demultiplex } from './demultiplex.ts'
import {
  openConnection,
  parseAnswer,
  sendChange,
  type EngineConnection,
  type RequestOptions,
} from './engine-connection.ts'
import { OWN_LABEL, scanContainerName } from './own-objects.ts'
import { scanContainerConfig, type ScanContainer } from './scan-container-config.ts'
import { removeContainer, removeImage, sweepScanContainers } from './sweep-scan-containers.ts'

/** What a dying process has said last is enough to know why. */
const ENOUGH = 4000
/** An archive without files: two blocks of zeros. */
const EMPTY_TAR = Buffer.alloc(1024)
/** For each step; the engine may be busy with something else. */
const STEP_MS = 30_000

export type ScanContainerRequest = Omit<ScanContainer, 'image'> & {
  readonly signal: AbortSignal | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Starts a scanner in a container of the engine's, and hands out the line to it. Nothing is pulled: its image is an empty
 * one, imported for it and removed before it starts, which an engine does not mind. So whatever ends this process, and
 * however: the container's input ends then, and with it the container, and nothing is left.
 * What an earlier one left behind that was ended between two of these steps is removed first.
 *
 * Throws `permission-denied` with `how` and what the engine said when it will not; `cancelled`; what `requestFailure` says.
 */
export async function startScanContainer(
  connection: EngineConnection,
  request: ScanContainerRequest,
): Promise<ScanLink> {
  const { signal } = request
  const options = { signal, timeout: STEP_MS }
  const made: Made = { image: null, container: null, socket: null }
  try {
    await sweepScanContainers(connection, request.now(), options)
    made.image = await importEmptyImage(connection, request.id, options)
    made.container = await createContainer(connection, { ...request, image: made.image }, options)
    await removeImage(connection, made.image, options)
    made.image = null
    const at = `/containers/${made.container}`
    made.socket = await openConnection(connection, { method: 'POST', path: `${at}/attach?${STREAMS}` }, options)
    const removed = sendChange(connection, { method: 'POST', path: `${at}/wait?condition=removed` }, {})
    // Nobody waits for it when the next step fails.
    removed.catch(() => undefined)
    await sendChange(connection, { method: 'POST', path: `${at}/start` }, options)
    return linkTo(connection, { container: made.container, socket: made.socket, removed })
  } catch (error) {
    made.socket?.destroy()
    await undo(connection, made)
    throw explained(error)
  }
}

const STREAMS = 'stream=1&stdin=1&stdout=1&stderr=1'

/** What is to be removed should the next step fail. */
interface Made {
  image: string | null
  container: string | null
  socket: Socket | null
}

async function importEmptyImage(connection: EngineConnection, id: string, options: RequestOptions): Promise<string> {
  const changes = encodeURIComponent(`LABEL ${OWN_LABEL}=${id}`)
  const path = `/images/create?fromSrc=-&changes=${changes}`
  const body = { type: 'application/x-tar', bytes: EMPTY_TAR } as const
  const lines = await sendChange(connection, { method: 'POST', path, body }, options)
  // One JSON object a line; an error comes as one too, after a 200.
  const last = parseAnswer('POST /images/create', lines.trim().split('\n').at(-1) ?? '')
  const error = last.at('error')
  if (!error.absent) throw new AppError('engine-bad-answer', error.text(), { context: { said: error.text() } })
  return last.at('status').text()
}

async function createContainer(
  connection: EngineConnection,
  container: ScanContainer,
  options: RequestOptions,
): Promise<string> {
  const path = `/containers/create?name=${scanContainerName(container.id)}`
  const body = { type: 'application/json', bytes: Buffer.from(JSON.stringify(scanContainerConfig(container))) } as const
  const answer = await sendChange(connection, { method: 'POST', path, body }, options)
  return parseAnswer('POST /containers/create', answer).at('Id').text()
}

/** Takes what was made away again, whatever of it is still there; what stays is swept by the next scan. */
async function undo(connection: EngineConnection, { container, image }: Made): Promise<void> {
  const options = { timeout: STEP_MS }
  if (container !== null) await removeContainer(connection, container, options).catch(onlyOurs)
  if (image !== null) await removeImage(connection, image, options).catch(onlyOurs)
}

function onlyOurs(error: unknown): void {
  if (!isAppError(error)) throw error
}

/** What the engine refused is for the user to act on, as a way to read the disk that does not work here. */
function explained(error: unknown): unknown {
  if (!isAppError(error, 'engine-bad-answer') && !isAppError(error, 'engine-permission-denied')) return error
  const { said } = error.context
  const detail = typeof said === 'string' ? said : error.message
  return refused(`The engine started no container to read the disk: ${detail}`, detail, error)
}

function refused(message: string, detail: string, cause?: unknown): AppError {
  return new AppError('permission-denied', message, { context: { how: 'container', detail }, cause })
}

interface Started {
  readonly container: string
  readonly socket: Socket
  readonly removed: Promise<string>
}

function linkTo(connection: EngineConnection, { container, socket, removed }: Started): ScanLink {
  let words = ''
  const decoder = new TextDecoder()
  const output = demultiplex(socket, (bytes) => (words = (words + decoder.decode(bytes)).slice(-ENOUGH)))
  // The engine may go first; what became of the container is told by its removal.
  socket.on('error', () => undefined)
  const ended = removed.then(
    () => endOf(words),
    (error: unknown) => endOf(words === '' && isAppError(error) ? error.message : words),
  )
  return {
    how: 'container',
    container,
    output,
    send: (line) => {
      if (socket.writable) socket.write(line)
    },
    hangUp: () => {
      socket.end()
    },
    kill: () => {
      socket.destroy()
      void removeContainer(connection, container, { timeout: STEP_MS }).catch(onlyOurs)
    },
    ended,
  }
}

function endOf(words: string): ScanEnd {
  const detail = lastWords(words)
  return { detail, refusal: refused(`The container that was to read the disk ended at once: ${detail}`, detail) }
}
