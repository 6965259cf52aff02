import type { AnswerField } from './answer-field.ts'
import { textOrNull } from './normalise.ts'

export type EngineEventKind = 'container' | 'image' | 'volume' | 'builder' | 'daemon' | 'plugin'

/** Something happened in the engine that can have changed what is on its disk, or how we show it. */
export interface EngineEvent {
  readonly kind: EngineEventKind
  readonly action: string
  /** Null for what concerns no single object, such as a prune. */
  readonly id: string | null
  readonly name: string | null
  /** ISO 8601, by the engine's clock. */
  readonly time: string
}

/**
 * What is let through. Left out: what only looks (`top`, `attach`, `export`, `archive-path`), networks, and `kill`,
 * because a `die` follows when it had an effect.
 */
const ACTIONS: Readonly<Record<EngineEventKind, ReadonlySet<string>>> = {
  container: new Set([
    ...['create', 'start', 'restart', 'die', 'stop', 'destroy', 'prune'],
    ...['pause', 'unpause', 'rename', 'commit', 'copy', 'extract-to-dir', 'exec_die'],
  ]),
  image: new Set(['create', 'pull', 'import', 'load', 'tag', 'untag', 'delete', 'prune']),
  volume: new Set(['create', 'mount', 'unmount', 'destroy', 'prune']),
  builder: new Set(['prune', 'build']),
  daemon: new Set(['reload']),
  plugin: new Set(['pull', 'create', 'remove']),
}

/** An event as the engine sent it, of any kind and action. */
export interface RawEvent {
  readonly kind: string
  /** Of `exec_create: sh -c …` and the like, the part before the colon. */
  readonly action: string
  /** The part after it: for `exec_create`, the command line. */
  readonly detail: string
  readonly id: string | null
  readonly attributes: Readonly<Record<string, string>>
  readonly time: string
}

/** Source: one line of `/events`. */
export function parseEvent(line: AnswerField): RawEvent {
  const [, action = '', detail = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line.at('Action').text()) ?? []
  const actor = line.at('Actor')
  const time = line.at('time')
  // `timeNano` is beyond what a number holds exactly; seconds do for ordering what is coalesced anyway.
  return {
    kind: line.at('Type').text(),
    action,
    detail,
    id: textOrNull(actor.at('ID')),
    attributes: actor.at('Attributes').texts(),
    time: new Date((time.absent ? 0 : time.whole()) * 1000).toISOString(),
  }
}

/** Null for an event that cannot have changed the disk. */
export function relevantEvent({ kind, action, id, attributes, time }: RawEvent): EngineEvent | null {
  if (!isKind(kind) || !ACTIONS[kind].has(action)) return null
  // A volume's ID is its name.
  return { kind, action, id, name: attributes['name'] ?? (kind === 'volume' ? id : null), time }
}

function isKind(kind: string): kind is EngineEventKind {
  return Object.hasOwn(ACTIONS, kind)
}
