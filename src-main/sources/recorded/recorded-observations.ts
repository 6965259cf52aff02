import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { AppError } from '../../errors/app-error.ts'
import type { Observations } from '../../model/observations.ts'
import { completeRecording } from './complete-recording.ts'

/** Version of the recording format: it follows the shape of `Observations`. */
export const RECORDING = 'plimsoll.recording/1'

/**
 * Reads a recording of a real engine: the observations that `collectObservations` once handed over, gzipped JSON.
 * Throws `file-damaged`.
 */
export function readRecording(path: string): Observations {
  try {
    const value: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'))
    if (isRecording(value)) return completeRecording(value.observations)
  } catch (cause) {
    throw new AppError('file-damaged', `The recording ${path} cannot be read.`, { context: { path }, cause })
  }
  throw new AppError('file-damaged', `${path} is not a recording of this version.`, { context: { path } })
}

/** Our own file, written by `tests/helpers/record-sample.ts` and checked in: the version is what can differ. */
function isRecording(value: unknown): value is { readonly observations: Observations } {
  return typeof value === 'object' && value !== null && 'recording' in value && value.recording === RECORDING
}
