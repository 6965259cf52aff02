/**
 * What has to be as it was planned, just before something is done to a target: names and values that say whether it is
 * still the same thing in the same state. Made by `PruneCommands.examine`.
 */
export type Condition = Readonly<Record<string, string | number | boolean | null>>

/** Something about a target that is not as it was planned. */
export interface Changed {
  /** Name in the condition; `gone`: the target is not there any more. */
  readonly what: string
  readonly was: string
  readonly is: string
}

/** The first difference; null when all is as it was planned. */
export function differenceOf(planned: Condition, now: Condition | null): Changed | null {
  if (now === null) return { what: 'gone', was: '', is: '' }
  for (const what of new Set([...Object.keys(planned), ...Object.keys(now)])) {
    const [was, is] = [planned[what] ?? null, now[what] ?? null]
    if (was !== is) return { what, was: String(was ?? ''), is: String(is ?? '') }
  }
  return null
}

/** Full container IDs, sorted, with a space between them; '' for none. */
const USERS = 'usedBy'

/** The condition as it will be once these containers are gone: a plan removes them before what they use. */
export function withoutUsers(condition: Condition, gone: ReadonlySet<string>): Condition {
  const users = condition[USERS]
  if (typeof users !== 'string' || users === '') return condition
  const left = users.split(' ').filter((id) => !gone.has(id))
  return { ...condition, [USERS]: left.join(' ') }
}
