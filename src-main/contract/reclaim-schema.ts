import * as z from 'zod/mini'
import { PRUNE_KINDS } from '../prune/candidate.ts'

const words = z.string().check(z.minLength(1), z.maxLength(1024))
const seconds = z.nullable(z.number().check(z.nonnegative()))

/** See `ChoiceFilter`. */
export const choiceFilter = z.object({
  kinds: z.nullable(z.array(z.enum(PRUNE_KINDS))),
  olderThan: seconds,
  unusedFor: seconds,
  labels: z.array(words).check(z.maxLength(64)),
  names: z.array(words).check(z.maxLength(64)),
  largerThan: z.nullable(z.int().check(z.nonnegative())),
  facts: z.array(words).check(z.maxLength(64)),
})

/** See `KeepRule`. What is no valid pattern is refused where it is set, with `bad-input`. */
export const keepRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('label'), label: words }),
  z.object({ kind: z.literal('name'), pattern: words }),
  z.object({ kind: z.literal('younger'), seconds: z.number().check(z.nonnegative()) }),
])

/** See `Chosen`. */
export const chosen = z
  .array(
    z.object({
      key: z.string().check(z.minLength(1), z.maxLength(8192)),
      way: z.enum(['remove', 'quarantine', 'truncate', 'compress', 'archive']),
    }),
  )
  .check(z.maxLength(50_000))

/** See `ReclaimSettings`. */
export const reclaimSettings = z.object({
  keep: z.array(keepRule).check(z.maxLength(200)),
  quarantineDays: z.number().check(z.nonnegative(), z.maximum(3650)),
  stopAtSurprise: z.boolean(),
  saved: z.array(z.object({ name: words, filter: choiceFilter })).check(z.maxLength(100)),
})
