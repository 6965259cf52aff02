import type { JournalRunView, PlannedAction } from '../../contract/reclaim.ts'
import { formatBytes, truncate } from './format.ts'
import { amount, outcomeText } from './reclaim-text.ts'
import { renderTable } from './text-table.ts'

const ID_LENGTH = 8

/** Newest first. */
export function runsText(runs: readonly JournalRunView[]): string {
  if (runs.length === 0) return 'Nothing was removed with Plimsoll yet.'
  return renderTable<JournalRunView>(
    [
      { title: 'RUN', cell: ({ id }) => id.slice(0, ID_LENGTH) },
      { title: 'BEGAN', cell: ({ beganAt }) => beganAt },
      { title: 'ENDED', cell: ({ ended }) => ended ?? 'goes on' },
      { title: 'DONE', right: true, cell: (run) => `${doneIn(run)} of ${run.plan.actions.length}` },
      { title: 'PREDICTED', right: true, cell: ({ plan }) => amount(plan.frees.now) },
      { title: 'GONE', right: true, cell: ({ measured }) => (measured === null ? '?' : formatBytes(measured.gone)) },
      { title: 'CAN BE PUT BACK', right: true, cell: ({ undoable }) => String(undoable.length) },
    ],
    runs,
  )
}

export function runText(run: JournalRunView): string {
  const steps = new Map(run.steps.map((each) => [each.step, each]))
  const undoable = new Set(run.undoable)
  return [
    `Run ${run.id}, ${run.beganAt}, ${run.ended ?? 'goes on'}`,
    '',
    renderTable<PlannedAction>(
      [
        { title: 'STEP', right: true, cell: ({ step }) => String(step) },
        { title: 'KIND', cell: ({ kind }) => kind },
        { title: 'NAME', cell: ({ name }) => truncate(name, 60) },
        { title: 'OUTCOME', cell: ({ step }) => outcomeText(steps.get(step)?.outcome ?? undefined) || 'done' },
        { title: 'PREDICTED', right: true, cell: ({ frees }) => amount(frees) },
        { title: 'KEPT', cell: ({ step }) => keptText(steps.get(step), undoable.has(step)) },
      ],
      run.plan.actions,
    ),
    ...(undoable.size === 0 ? [] : ['', `Put it back with: plimsoll journal ${run.id.slice(0, ID_LENGTH)} --put-back`]),
  ].join('\n')
}

function keptText(step: JournalRunView['steps'][number] | undefined, undoable: boolean): string {
  if (step === undefined) return '–'
  if (step.kept === 'put-back') return 'put back'
  if (step.kept === 'purged') return 'purged'
  const keptAt = step.outcome?.kind === 'done' ? step.outcome.keptAt : null
  return keptAt ?? (undoable ? 'its configuration' : '–')
}

function doneIn({ steps }: JournalRunView): number {
  return steps.filter(({ outcome }) => outcome?.kind === 'done').length
}
