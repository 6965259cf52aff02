import type { IncomingMessage } from 'node:http'
import { randomBytes, randomUUID } from 'node:crypto'
import { AppError, isAppError } from '../../errors/app-error.ts'
import { demultiplex } from '../docker-engine/demultiplex.ts'
import {
  openChange,
  parseAnswer,
  sendChange,
  type EngineConnection,
  type RequestOptions,
} from '../docker-engine/engine-connection.ts'
import { scanContainerName } from '../docker-engine/own-objects.ts'
import { requestFailure } from '../docker-engine/request-failure.ts'
import { removeContainer, sweepScanContainers } from '../docker-engine/sweep-scan-containers.ts'
import { listingContainerConfig } from './listing-container-config.ts'
import type { ListedEntry } from './listed-tree.ts'
import type { Listing } from './listing.ts'
import { readListing } from './read-listing.ts'

/** For each step; the engine may be busy with something else. */
const STEP_MS = 30_000
/** What is complained of is told up to here; more of the same says nothing new. */
const ENOUGH = 1024 * 1024

export interface ContainerListingRequest {
  readonly image: string
  readonly root: string
  /** Only this directory of it, without files; the root itself for all of it. */
  readonly directory: string
  /** Told of each inode. */
  readonly onEntry?: (entry: ListedEntry) => void
  readonly signal: AbortSignal | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface ContainerListing {
  readonly listing: Listing
  /** The container that listed: it is in the listing itself. */
  readonly containerId: string
}

/**
 * Lists a root of an engine, wherever that is, by a container of an image that it has. The container is gone when this
 * resolves or throws; should this process die first, it runs to its end and is removed then.
 *
 * Throws `not-found` for an image that is not there, `bad-input` for one that cannot be used, `root-not-found` for a root
 * that is not there, `walk-failed`, `cancelled`, and what `requestFailure` says.
 */
export async function listThroughContainer(
  connection: EngineConnection,
  request: ContainerListingRequest,
): Promise<ContainerListing> {
  const { signal, image, root, directory } = request
  const options = { signal, timeout: STEP_MS }
  const token = randomBytes(16).toString('hex')
  await sweepScanContainers(connection, request.now(), options)
  const containerId = await createContainer(connection, { image, root, directory, token }, options).catch(
    explainedBy(request),
  )
  const at = `/containers/${containerId}`
  try {
    const output = await openChange(connection, { method: 'POST', path: `${at}/attach?${STREAMS}` }, { signal })
    const removed = sendChange(connection, { method: 'POST', path: `${at}/wait?condition=removed` }, { signal })
    // Nobody waits for it when the next step fails.
    removed.catch(() => undefined)
    await sendChange(connection, { method: 'POST', path: `${at}/start` }, options).catch(explainedBy(request))
    const listing = await hear(connection, output, { ...request, token })
    await removed
    return { listing, containerId }
  } catch (error) {
    await removeContainer(connection, containerId, { timeout: STEP_MS }).catch(onlyOurs)
    throw error
  }
}

const STREAMS = 'stream=1&stdout=1&stderr=1'

async function createContainer(
  connection: EngineConnection,
  container: Pick<ContainerListingRequest, 'image' | 'root' | 'directory'> & { readonly token: string },
  options: RequestOptions,
): Promise<string> {
  const id = randomUUID()
  const config = listingContainerConfig({ ...container, id })
  const path = `/containers/create?name=${scanContainerName(id)}`
  const body = { type: 'application/json', bytes: Buffer.from(JSON.stringify(config)) } as const
  const answer = await sendChange(connection, { method: 'POST', path, body }, options)
  return parseAnswer('POST /containers/create', answer).at('Id').text()
}

async function hear(
  { endpoint }: EngineConnection,
  output: IncomingMessage,
  { token, directory, image, onEntry, signal }: ContainerListingRequest & { readonly token: string },
): Promise<Listing> {
  let words = ''
  const decoder = new TextDecoder()
  const stdout = demultiplex(output, (bytes) => {
    if (words.length < ENOUGH) words += decoder.decode(bytes, { stream: true })
  })
  try {
    return await readListing({ stdout, words: () => words, token, root: directory, image, onEntry })
  } catch (error) {
    if (isAppError(error, 'walk-failed') && words !== '') throw withWords(error, words)
    if (isAppError(error)) throw error
    const limits = { method: 'POST' as const, path: '/containers/attach', ...(signal === undefined ? {} : { signal }) }
    throw requestFailure(error, endpoint, limits)
  } finally {
    output.destroy()
  }
}

function withWords(error: AppError, words: string): AppError {
  const detail = words.trim().split('\n').at(-1) ?? ''
  return new AppError('walk-failed', `${error.message} It said: ${detail}`, { context: { detail }, cause: error })
}

/** What the engine will not start is for the user to act on: by another image, mostly. */
function explainedBy({ image, root }: ContainerListingRequest): (error: unknown) => never {
  return (error) => {
    if (!isAppError(error, 'engine-bad-answer')) throw error
    const { said, status } = error.context
    const detail = typeof said === 'string' ? said : error.message
    if (status === 404 && /no such image/i.test(detail)) throw missingImage(image, error)
    if (/bind source path does not exist/i.test(detail)) throw missingRoot(root, error)
    if (/exec: "sh"/.test(detail)) throw withoutShell(image, error)
    throw new AppError('walk-failed', `The engine started no container of ${image} to read the disk: ${detail}`, {
      context: { image, detail },
      cause: error,
    })
  }
}

function missingImage(image: string, cause: AppError): AppError {
  const message = `The engine has no image ${image}; Plimsoll pulls none.`
  return new AppError('not-found', message, { context: { image }, cause })
}

function missingRoot(path: string, cause: AppError): AppError {
  const message = `There is no directory at ${path} on the engine’s machine.`
  return new AppError('root-not-found', message, { context: { path, listed: true }, cause })
}

function withoutShell(image: string, cause: AppError): AppError {
  const message = `The image ${image} has no sh, which reading the disk with it needs.`
  return new AppError('bad-input', message, { context: { image, tool: 'sh' }, cause })
}

function onlyOurs(error: unknown): void {
  if (!isAppError(error)) throw error
}
