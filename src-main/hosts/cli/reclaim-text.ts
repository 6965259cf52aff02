import type {
  PlannedAction,
  PrunePlan,
  ReclaimPreview,
  ReclaimView,
  RunState,
  StepOutcome,
} from '../../contract/reclaim.ts'
import { describeReason, formatBytes, truncate } from './format.ts'
import { renderTable } from './text-table.ts'

type Bytes = PrunePlan['frees']['now']

const WAYS: Readonly<Record<PlannedAction['way'], string>> = {
  remove: 'remove',
  quarantine: 'move to the quarantine',
  truncate: 'cut to nothing',
  compress: 'pack, then cut or remove',
  archive: 'archive, then remove',
}

export interface DryRunText {
  readonly view: ReclaimView
  /** Chosen, and not in the plan. */
  readonly blocked: ReclaimPreview['blocked']
  /** Where the plan was written; null: nowhere. */
  readonly file: string | null
}

/** What a plan would do, object by object, and what that frees. `dry`: null before it is carried out. */
export function planText(plan: PrunePlan | null, dry: DryRunText | null): string {
  const left = dry === null ? [] : leftAlone(dry)
  if (plan === null) return ['Nothing of what was asked for can go.', ...left].join('\n')
  const { now, later } = plan.frees
  const waits = later.kind === 'exact' && later.bytes === 0 ? [] : [`${amount(later)} when the quarantine is purged.`]
  return [
    actionTable(plan),
    '',
    `Frees ${amount(now)} on disk.`,
    ...waits,
    ...together(plan),
    ...left,
    '',
    dry === null ? 'Nothing has been removed.' : nothingRemoved(dry.file),
  ].join('\n')
}

function leftAlone({ view, blocked }: DryRunText): readonly string[] {
  return [
    ...view.kept.map(({ rule, objects }) => `${objects} kept by the rule: ${rule}`),
    ...blocked.map(
      ({ name, inUse, by }) => `${name} stays: ${inUse ? 'it is in use' : `it waits for ${by.join(', ')}`}.`,
    ),
    ...closed(view),
  ]
}

function nothingRemoved(file: string | null): string {
  return file === null
    ? 'Nothing was removed. Write a plan with --plan FILE to carry it out.'
    : `Nothing was removed. Carry it out with: plimsoll reclaim --apply ${file}`
}

function actionTable({ actions }: PrunePlan): string {
  return renderTable<PlannedAction>(
    [
      { title: 'KIND', cell: ({ kind }) => kind },
      { title: 'NAME', cell: ({ name }) => truncate(name, 60) },
      { title: 'RISK', cell: ({ risk }) => risk },
      { title: 'WHAT HAPPENS', cell: ({ way }) => WAYS[way] },
      { title: 'FREES', right: true, cell: ({ frees }) => amount(frees) },
    ],
    actions,
  )
}

/** Bytes that are in the row of the last of several objects, because none of them frees them alone. */
function together({ parts }: PrunePlan): readonly string[] {
  const shared = parts.filter((part) => part.together)
  if (shared.length === 0) return []
  const bytes = shared.reduce((sum, { allocated }) => sum + (allocated.kind === 'unknown' ? 0 : allocated.bytes), 0)
  return [`${formatBytes(bytes)} of it in ${shared.length} parts that go with the last of several objects.`]
}

const FILES_CLOSED: Readonly<Record<NonNullable<ReclaimView['filesClosed']>, string>> = {
  'no-right': 'Files and logs are left out: only who may write the data root can touch them.',
  elsewhere: 'Files and logs are left out: the disk is on another machine.',
}

function closed({ kinds, filesClosed, engineClosed }: ReclaimView): readonly string[] {
  if (engineClosed === 'sample') return ['This is a sample: nothing can be removed.']
  const files = filesClosed === null ? [] : [FILES_CLOSED[filesClosed]]
  return engineClosed === null ? files : [...files, withoutEngine(kinds)]
}

function withoutEngine(kinds: ReclaimView['kinds']): string {
  const left = kinds.flatMap(({ kind, candidates }) => {
    const objects = candidates.filter(({ target: { type } }) => type !== 'log-file' && type !== 'path')
    return objects.length === 0 ? [] : [`${objects.length} ${kind}`]
  })
  return left.length === 0
    ? 'No engine answers.'
    : `Left to the engine, which does not answer: ${left.join(', ')}. Without it, its records would go on naming what is gone.`
}

/** What became of a plan. */
export function resultText({ plan, steps, ended, record, journalLost }: RunState): string {
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  const left = plan.actions.filter(({ step }) => outcomes.get(step)?.kind !== 'done')
  const done = plan.actions.length - left.length
  const lines = [`${done} of ${plan.actions.length} objects are done${ENDS[ended ?? 'finished'] ?? ''}.`]
  if (left.length > 0)
    lines.push(
      renderTable<PlannedAction>(
        [
          { title: 'LEFT ALONE', cell: ({ name }) => truncate(name, 60) },
          { title: 'BECAUSE', cell: ({ step }) => outcomeText(outcomes.get(step)) },
        ],
        left,
      ),
    )
  const measured = record?.measured ?? null
  lines.push(
    measured === null
      ? `Predicted ${amount(plan.frees.now)}; what was freed could not be measured.`
      : `Predicted ${amount(plan.frees.now)}, gone ${formatBytes(measured.gone)}; everything else changed by ${formatBytes(measured.otherwise)}.`,
  )
  if (journalLost) lines.push('The journal could not be written: this is the only record.')
  return lines.join('\n')
}

const ENDS: Readonly<Record<string, string>> = {
  cancelled: '; it was stopped',
  stopped: '; it ended at the first surprise',
  'engine-lost': '; the engine stopped answering',
  interrupted: '; it was interrupted',
}

/** Why it was not done; '' when it was. */
export function outcomeText(outcome: StepOutcome | undefined): string {
  switch (outcome?.kind) {
    case undefined:
      return 'not reached'
    case 'skipped':
      return outcome.changed.what === 'gone'
        ? 'it is not there, or not offered, any more'
        : `changed since the plan: ${outcome.changed.what} was “${outcome.changed.was}” and is “${outcome.changed.is}”`
    case 'refused':
      return outcome.said
    case 'interrupted':
      return `interrupted; afterwards it was ${outcome.found}`
    case 'done':
      return ''
  }
}

export function amount(figure: Bytes): string {
  if (figure.kind === 'unknown') return `unknown (${describeReason(figure.because)})`
  const sign = figure.kind === 'exact' ? '' : figure.kind === 'at-least' ? '>= ' : '<= '
  return sign + formatBytes(figure.bytes)
}
