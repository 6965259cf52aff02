import { InvalidArgumentError, Option, type Command } from 'commander'
import { NO_FILTER, PRUNE_KINDS, type CandidateView, type ChoiceFilter, type PruneKindId, type PruneWay } from '../../contract/reclaim.ts'

export interface ChoiceFlags {
  readonly kinds?: readonly PruneKindId[]
  readonly olderThan?: number
  readonly unusedFor?: number
  readonly largerThan?: number
  readonly label?: readonly string[]
  readonly name?: readonly string[]
  readonly type?: readonly string[]
  readonly archive?: boolean
  readonly compress?: boolean
  /** `--no-quarantine`. */
  readonly quarantine: boolean
}

/** Adds the options that say what to choose. */
export function addChoiceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--kinds <a,b>',
        `what to look for: ${PRUNE_KINDS.join(', ')} (default: all that is safe or can be rebuilt)`,
      ).argParser(parseKinds),
    )
    .option('--older-than <time>', 'created longer ago: 90m, 12h, 7d, 4w', parseTime)
    .option('--unused-for <time>', 'used or changed longer ago', parseTime)
    .option('--larger-than <size>', 'frees more than that alone: 500MB, 2GiB', parseSize)
    .option('--label <label>', 'has the label KEY or KEY=VALUE; several times: one of them', collect)
    .option('--name <pattern>', 'is called like that, * for any text; several times: one of them', collect)
    .option('--type <type>', 'type of build cache or state of a container; several times: one of them', collect)
    .option('--archive', 'pack volumes before they are removed')
    .option('--compress', 'pack logs before they are cut or removed')
    .option('--no-quarantine', 'remove orphans at once instead of moving them aside')
}

export function filterOf(flags: ChoiceFlags): ChoiceFilter {
  return {
    ...NO_FILTER,
    kinds: flags.kinds ?? null,
    olderThan: flags.olderThan ?? null,
    unusedFor: flags.unusedFor ?? null,
    largerThan: flags.largerThan ?? null,
    labels: flags.label ?? [],
    names: flags.name ?? [],
    facts: flags.type ?? [],
  }
}

/** The way that the flags ask for, if the candidate has it; else its own first. */
export function wayOf({ ways }: Pick<CandidateView, 'ways'>, flags: ChoiceFlags): PruneWay {
  const asked: PruneWay[] = []
  if (flags.archive === true) asked.push('archive')
  if (flags.compress === true) asked.push('compress')
  if (!flags.quarantine) asked.push('remove')
  const first = ways[0] ?? 'remove'
  const found = asked.find((way) => ways.includes(way))
  return found === 'remove' && first !== 'quarantine' ? first : (found ?? first)
}

function parseKinds(text: string): readonly PruneKindId[] {
  return text.split(',').map((word) => {
    const kind = PRUNE_KINDS.find((each) => each === word.trim())
    if (kind === undefined) throw new InvalidArgumentError(`There is no kind “${word}”; there are ${PRUNE_KINDS.join(', ')}.`)
    return kind
  })
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

function parseTime(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? []
  const seconds = Number(number) * (SECONDS[unit] ?? Number.NaN)
  if (number === '' || !Number.isFinite(seconds)) throw new InvalidArgumentError('It is a number with s, m, h, d or w.')
  return seconds
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 },
}

function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? []
  const bytes = Math.round(Number(number) * (BYTES[unit.toLowerCase()] ?? Number.NaN))
  if (number === '' || !Number.isSafeInteger(bytes)) throw new InvalidArgumentError('It is a number with kB, MB, GB, KiB, MiB or GiB.')
  return bytes
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
