import type { IncomingMessage } from 'node:http'

import { AppError } from '../../errors/app-error.ts'
import type { Endpoint } from './endpoint.ts'
import { requestFailure, type RequestLimits } from './request-failure.ts'

/**
 * Largest answer that is read. 10,000 containers are 8 MB; beyond this it is not an engine that is answering, and the
 * text would not fit into one string of V8's (512 MB).
 */
const MAX_BYTES = 256 * 1024 * 1024

/** The whole body as text. Errors: those of `requestFailure`, `engine-bad-answer` when there is no end to it. */
export async function readBody(answer: IncomingMessage, endpoint: Endpoint, limits: RequestLimits): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of answer) {
      if (!Buffer.isBuffer(chunk)) continue
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_BYTES) throw endless(limits)
    }
  } catch (error) {
    throw requestFailure(error, endpoint, limits)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function endless({ method, path }: RequestLimits): AppError {
  return new AppError('engine-bad-answer', `The answer to ${method} ${path} is larger than ${MAX_BYTES} bytes.`, {
    context: { request: `${method} ${path}`, limit: MAX_BYTES },
  })
}
