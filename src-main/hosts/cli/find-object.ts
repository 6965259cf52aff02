import { AppError } from '../../errors/app-error.ts'

interface Searchable<T> {
  readonly kind: string
  readonly items: readonly T[]
  readonly idOf: (item: T) => string
  readonly namesOf: (item: T) => readonly string[]
}

/** Finds an object as docker does: by name, by full ID, or by the start of an ID. Throws `not-found` or `ambiguous-name`. */
export function findObject<T>(wanted: string, { kind, items, idOf, namesOf }: Searchable<T>): T {
  const byName = items.filter((item) => namesOf(item).includes(wanted))
  if (byName[0] !== undefined) return byName[0]
  const hex = wanted.replace(/^sha256:/, '')
  const byId =
    hex === ''
      ? []
      : items.filter((item) =>
          idOf(item)
            .replace(/^sha256:/, '')
            .startsWith(hex),
        )
  if (byId.length > 1) throw new AppError('ambiguous-name', `${wanted} is the start of ${byId.length} ${kind} IDs.`)
  if (byId[0] === undefined) throw new AppError('not-found', `There is no ${kind} ${wanted}.`)
  return byId[0]
}
