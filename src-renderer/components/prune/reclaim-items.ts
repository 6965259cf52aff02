import type { Risk } from '../../../src-main/prune/candidate.ts'
import type { CandidateView, KindView } from '../../../src-main/prune/reclaim-view.ts'

/** A row of the list: a heading, a kind, one of its objects, or what objects share. */
export type ListItem =
  | { readonly kind: 'risk'; readonly id: string; readonly risk: Risk }
  | { readonly kind: 'group'; readonly id: string; readonly view: KindView; readonly open: boolean }
  | { readonly kind: 'object'; readonly id: string; readonly candidate: CandidateView; readonly group: string }
  | { readonly kind: 'shared'; readonly id: string }

export const RISKS: readonly Risk[] = ['safe', 'rebuildable', 'data']

export const SHARED_ROW = 'shared'

export function groupId(kind: string): string {
  return `kind ${kind}`
}

/** Kinds that found something, under the heading of their risk, with the objects of those that are open. */
export function listItems(kinds: readonly KindView[], open: ReadonlySet<string>): readonly ListItem[] {
  const items = RISKS.flatMap((risk): readonly ListItem[] => {
    const found = kinds.filter((view) => view.risk === risk && view.candidates.length > 0)
    return found.length === 0 ? [] : [{ kind: 'risk', id: `risk ${risk}`, risk }, ...found.flatMap(rowsOf)]
  })
  return [...items, { kind: 'shared', id: SHARED_ROW }]

  function rowsOf(view: KindView): readonly ListItem[] {
    const id = groupId(view.kind)
    const isOpen = open.has(id)
    const objects = view.candidates.map((candidate): ListItem => ({
      kind: 'object',
      id: `object ${candidate.key}`,
      candidate,
      group: id,
    }))
    return [{ kind: 'group', id, view, open: isOpen }, ...(isOpen ? objects : [])]
  }
}
