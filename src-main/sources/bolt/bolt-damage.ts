import { AppError } from '../../errors/app-error.ts'

/** What every reading of a bbolt file throws when the bytes do not hold together. `detail` is a clause, not a sentence. */
export function boltDamage(path: string, detail: string): AppError {
  return new AppError('file-damaged', `The database ${path} is damaged: ${detail}.`, { context: { path, detail } })
}
