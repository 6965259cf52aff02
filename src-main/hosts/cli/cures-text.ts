import type { ReclaimView } from '../../contract/reclaim.ts'
import { formatBytes } from './format.ts'

type Advice = ReclaimView['advice'][number]

/** What grows again after each removal, each with the lines to paste; '' where nothing does. */
export function curesText(advice: readonly Advice[]): string {
  if (advice.length === 0) return ''
  return ['Where removing is the wrong cure:', ...advice.map(cureText)].join('\n\n')
}

function cureText(advice: Advice): string {
  const { place, lines, growing } = advice
  const into = place === 'sh' ? 'Run:' : `Into ${place}:`
  const files = growing?.container == null ? '' : ` (see plimsoll files container ${advice.name})`
  const which =
    growing === undefined ? [] : [`Put the directory that grows in place of ${growing.placeholder}${files}.`]
  return [reasonOf(advice), ...which, into, ...lines.split('\n').map((line) => `    ${line}`)].join('\n')
}

function reasonOf({ about, name, allocated }: Advice): string {
  const bytes = allocated.kind === 'unknown' ? 'an unknown amount' : formatBytes(allocated.bytes)
  switch (about) {
    case 'log-limit':
      return name === ''
        ? `Containers without a limit of their own write ${bytes} of logs. With a limit for all, the engine cuts them itself.`
        : `${name} writes logs without a limit, ${bytes} by now. With a limit the engine cuts them itself.`
    case 'writable-growth':
      return `${name} has ${bytes} in its writable layer. A volume keeps it out.`
    case 'cache-growth':
      return `The build cache holds ${bytes} and keeps growing. This keeps it small.`
    case 'registry-blobs':
      return `The registry ${name} holds ${bytes}. What no tag leads to goes when its own collector runs.`
  }
}
