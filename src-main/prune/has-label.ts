import { AppError } from '../errors/app-error.ts'

export type Labels = Readonly<Record<string, string>>

/** Whether something has a label: `key` with any value, or `key=value`. Throws `bad-input` for one without a key. */
export function parseLabel(label: string): (labels: Labels) => boolean {
  const at = label.indexOf('=')
  const key = at === -1 ? label : label.slice(0, at)
  if (key.trim() === '')
    throw new AppError('bad-input', `The label ${JSON.stringify(label)} has no key.`, { context: { label } })
  return (labels) => Object.hasOwn(labels, key) && (at === -1 || labels[key] === label.slice(at + 1))
}
