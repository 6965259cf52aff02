import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors/app-error.ts'
import type { ReportImage } from '../../contract/report.ts'
import type { ImageWasteState, ImageWasteView, OffenderView, WasteStepView } from '../../views/image-waste.ts'
import { describeReason, formatBytes, printable, truncate } from './format.ts'
import type { Answer, Asking } from './object-command.ts'
import { renderTable } from './text-table.ts'

/** Enough to act on; `--json` has up to a thousand. */
const MOST_OFFENDERS = 20

/** Searches an image for what it wastes. Throws `not-found` with the reason where its layers cannot be read. */
export async function askWaste(image: ReportImage, { client, signal }: Asking): Promise<Answer> {
  const stream = randomUUID()
  for await (const state of await client.imageWaste({ stream, image: image.id }, { signal })) {
    void client.ack({ stream, items: 1 })
    if (state.stage === 'ready') return { json: state.waste, text: describeWaste(image, state.waste) }
    if (state.stage === 'unavailable') throw unavailable(state)
  }
  throw new AppError('cancelled', 'The search for waste ended without a result.')
}

function unavailable({ because, detail }: Extract<ImageWasteState, { stage: 'unavailable' }>): AppError {
  const reason = because === 'permission-denied' ? because : 'not-found'
  const message = `The files of its layers cannot be read: ${describeReason(because)} (${detail}).`
  return new AppError(reason, message, { context: { because, detail } })
}

/** For people: the sum, what made it, and who. */
export function describeWaste(image: ReportImage, waste: ImageWasteView): string {
  const head = [
    `${image.references.join(', ') || '<none>'}  ${image.id}${waste.platform === null ? '' : `  ${waste.platform}`}`,
    `${bytesOf(waste.total)} of ${bytesOf(waste.layers)} were overwritten or deleted by later steps`,
    ...(waste.metadataOnly.inodes === 0
      ? []
      : [`${bytesOf(waste.metadataOnly)} of that by steps that changed no byte of a file: chmod, chown`]),
    ...notesOf(waste),
  ]
  if (waste.offendersCount === 0) return head.map(printable).join('\n')
  const shown = waste.offenders.slice(0, MOST_OFFENDERS)
  const more = waste.offendersCount - shown.length
  const rest = more === 0 ? [] : [`and ${more.toLocaleString('en')} more`]
  return [head.map(printable).join('\n'), [offendersTable(shown), ...rest].join('\n'), stepsTable(waste.steps)].join(
    '\n\n',
  )
}

function notesOf({ how, source, incomplete, opaqueBecause }: ImageWasteView): readonly string[] {
  return [
    ...(how === 'full-copy' ? ['This store keeps full copies: on disk it is in every layer in between, too.'] : []),
    ...(source === 'tar-split'
      ? ['Lengths of files, from the engine’s lists of the layers: blocks are not known.']
      : []),
    ...(incomplete ? ['A lower bound: part of a layer could not be read.'] : []),
    ...(opaqueBecause === null ? [] : [`A lower bound: ${OPAQUE[opaqueBecause]}.`]),
  ]
}

const OPAQUE: Readonly<Record<NonNullable<ImageWasteView['opaqueBecause']>, string>> = {
  'not-allowed': 'only root sees which directories were removed and made anew',
  'no-tar': 'without GNU tar nobody knows which directories were removed and made anew',
  failed: 'which directories were removed and made anew could not be read',
}

interface Sum {
  readonly allocated: number | null
  readonly apparent: number
}

function bytesOf({ allocated, apparent }: Sum): string {
  return formatBytes(allocated ?? apparent)
}

function offendersTable(offenders: readonly OffenderView[]): string {
  return renderTable<OffenderView>(
    [
      { title: 'WASTED', right: true, cell: bytesOf },
      { title: 'PATH', cell: ({ path, kind }) => `/${path}${kind === 'directory' ? '/' : ''}` },
      { title: 'HOW', cell: ({ how, metadataOnly }) => (metadataOnly ? 'metadata only' : how) },
      { title: 'MADE BY', cell: ({ made }) => stepOf(made, 40) },
      { title: 'WASTED BY', cell: ({ wasted }) => stepOf(wasted, 40) },
    ],
    offenders,
  )
}

function stepsTable(steps: readonly WasteStepView[]): string {
  return renderTable<WasteStepView>(
    [
      { title: 'ALLOCATED', right: true, cell: ({ usage }) => bytesOf(usage) },
      { title: 'NOW WASTE', right: true, cell: ({ made }) => bytesOf(made) },
      { title: 'WASTES', right: true, cell: ({ wasted }) => bytesOf(wasted) },
      { title: 'CREATED BY', cell: (step) => stepOf(step, 60) },
    ],
    steps,
  )
}

function stepOf(
  { chainId, createdBy }: { readonly chainId: string | null; readonly createdBy: string | null },
  width: number,
): string {
  return truncate(createdBy ?? (chainId === null ? 'the engine (-init)' : 'unknown'), width)
}
