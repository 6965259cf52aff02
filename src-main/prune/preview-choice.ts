import { bytesOf, exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import { keyOf, type PartHolder } from '../model/reclaim-graph.ts'
import type { ReclaimObject } from '../model/reclaim-objects.ts'
import { staying, type Reclaimed } from '../model/reclaimable.ts'
import { PRUNE_KINDS, targetKey, type Candidate, type PruneKindId } from './candidate.ts'
import { choiceBytes, type ChoiceBytes } from './choice-bytes.ts'
import { engineClaims } from './engine-claims.ts'
import { findCandidates, type Offered } from './find-candidates.ts'
import type { PruneGrounds } from './prune-kind.ts'
import type { Chosen, ReclaimPreview, StayingView, TogetherPart } from './reclaim-view.ts'

/** As many names as a person reads; a base layer may have a thousand holders. */
const NAMES = 8

/** Keys that are not offered are left out. Costs as much as the choice has parts, once `offered` is there. */
export function previewChoice(
  grounds: PruneGrounds,
  chosen: readonly Chosen[],
  offered: Offered = findCandidates(grounds),
): ReclaimPreview {
  const found = chosen.flatMap(({ key, way }) => {
    const candidate = offered.candidates.get(key)
    return candidate === undefined ? [] : [{ candidate, target: candidate.target, way }]
  })
  const kindOf = new Map(found.map(({ candidate }) => [targetKey(candidate.target), candidate.kind]))
  const bytes = choiceBytes(grounds, found, offered.usages)
  const blocked = blockedOf(bytes.reclaimed, kindOf)
  const stays = new Set(blocked.map(({ key }) => key))
  const going = found.flatMap(({ candidate }) => (stays.has(targetKey(candidate.target)) ? [] : [candidate]))
  const frees = freesOfKinds(grounds, bytes, kindOf)
  const kept = stayingOf(grounds, bytes.reclaimed)
  return {
    takenAt: grounds.inventory.takenAt,
    objects: going.length,
    dataObjects: going.filter(({ risk }) => risk === 'data').length,
    kinds: kindViews(going, frees.kinds),
    together: togetherParts(grounds, bytes),
    togetherFrees: frees.together,
    now: bytes.now,
    later: bytes.later,
    stays: kept,
    staysAllocated: sumFigures(kept.map(({ allocated }) => allocated)),
    blocked,
    ...claimsOf(grounds, { bytes, kindOf, frees }),
  }
}

function blockedOf({ blocked }: Reclaimed, chosen: ReadonlyMap<string, PruneKindId>): ReclaimPreview['blocked'] {
  return blocked
    .filter(({ object }) => chosen.has(keyOf(object)))
    .map(({ object, by }) => ({
      key: keyOf(object),
      name: object.name,
      inUse: object.inUse,
      by: by.map(({ name }) => name),
    }))
}

interface KindFrees {
  /** What the objects of each kind have for themselves. */
  readonly kinds: ReadonlyMap<PruneKindId, Figure>
  /** What several objects hold and goes with the last of them. */
  readonly together: Figure
}

function freesOfKinds(
  { graph }: PruneGrounds,
  { reclaimed, parts, files }: ChoiceBytes,
  kindOf: ReadonlyMap<string, PruneKindId>,
): KindFrees {
  const figures = new Map<PruneKindId, Figure[]>()
  const together: Figure[] = []
  const add = (key: string | undefined, figure: Figure): void => {
    const kind = kindOf.get(key ?? '')
    const list = kind === undefined ? together : (figures.get(kind) ?? [])
    list.push(figure)
    if (kind !== undefined) figures.set(kind, list)
  }
  for (const { part, holders } of parts)
    if (holders.length === 1) add(holders[0], part.allocated)
    else together.push(part.allocated)
  for (const { key, usage } of files) add(key, usage.allocated)
  // An object that no ledger has: what it frees is not known.
  for (const place of reclaimed.going)
    if ((graph.partsOf[place] ?? []).length === 0) addUnplaced(graph.objects[place], add)
  return {
    kinds: new Map([...figures].map(([kind, list]) => [kind, sumFigures(list)])),
    together: sumFigures(together),
  }
}

function addUnplaced(object: ReclaimObject | undefined, add: (key: string, figure: Figure) => void): void {
  if (object !== undefined && object.unplaced !== null) add(keyOf(object), object.unplaced)
}

function kindViews(going: readonly Candidate[], frees: ReadonlyMap<PruneKindId, Figure>): ReclaimPreview['kinds'] {
  const counts = new Map<PruneKindId, number>()
  for (const { kind } of going) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return PRUNE_KINDS.flatMap((kind) => {
    const objects = counts.get(kind) ?? 0
    return objects === 0 ? [] : [{ kind, objects, frees: frees.get(kind) ?? exact(0) }]
  })
}

/** Largest first; what has no bytes is left out. */
function togetherParts({ graph }: PruneGrounds, { parts }: ChoiceBytes): readonly TogetherPart[] {
  const named = new Map<string, PartHolder>()
  const holderOf = (key: string): readonly PartHolder[] => {
    const known = named.get(key)
    if (known !== undefined) return [known]
    const [kind = '', id = ''] = splitKey(key)
    const object = graph.objects[graph.placeOf({ kind, id }) ?? -1]
    if (object === undefined) return []
    const holder = { kind: object.kind, id: object.id, name: object.name }
    named.set(key, holder)
    return [holder]
  }
  return parts
    .filter(({ part, holders }) => holders.length > 1 && bytesOf(part.allocated) !== 0)
    .map(({ part: { kind, id, name, allocated }, holders }) => ({
      ...{ kind, id, name, allocated },
      holders: holders.slice(0, NAMES).flatMap(holderOf),
      holdersInAll: holders.length,
    }))
    .sort(largestFirst)
}

function splitKey(key: string): readonly string[] {
  const at = key.indexOf(' ')
  return [key.slice(0, at), key.slice(at + 1)]
}

function stayingOf({ graph }: PruneGrounds, reclaimed: Reclaimed): readonly StayingView[] {
  return staying(graph, reclaimed)
    .filter(({ part }) => bytesOf(part.allocated) !== 0)
    .map(({ part: { kind, id, name, allocated }, heldBy }) => ({
      ...{ kind, id, name, allocated },
      heldBy: heldBy.slice(0, NAMES),
      holders: heldBy.length,
    }))
    .sort(largestFirst)
}

function largestFirst(a: { readonly allocated: Figure }, b: { readonly allocated: Figure }): number {
  return (bytesOf(b.allocated) ?? 0) - (bytesOf(a.allocated) ?? 0)
}

interface ClaimInput {
  readonly bytes: ChoiceBytes
  readonly kindOf: ReadonlyMap<string, PruneKindId>
  readonly frees: KindFrees
}

/** Only where a prune of the engine has a rule for something of the choice. Files are in none of its figures. */
function claimsOf(
  grounds: PruneGrounds,
  { bytes, kindOf, frees }: ClaimInput,
): Pick<ReclaimPreview, 'engineClaims' | 'engineLeavesOut'> {
  if (grounds.inventory.engine === null) return { engineClaims: unknown('no-engine'), engineLeavesOut: [] }
  const claims = engineClaims(grounds, bytes)
  const claimed = new Map<PruneKindId | 'together', Figure[]>()
  for (const [key, figure] of claims) {
    const kind = kindOf.get(key) ?? 'together'
    claimed.set(kind, [...(claimed.get(kind) ?? []), figure])
  }
  const ours = [
    ...PRUNE_KINDS.map((kind) => [kind, frees.kinds.get(kind)] as const),
    ['together', frees.together] as const,
  ]
  return {
    engineClaims: claims.size === 0 ? unknown('engine-did-not-say') : sumFigures(claims.values()),
    engineLeavesOut: ours.flatMap(([what, figure]) => {
      const left = (bytesOf(figure ?? exact(0)) ?? 0) - (bytesOf(sumFigures(claimed.get(what) ?? [])) ?? 0)
      return left > 0 ? [{ what, bytes: left }] : []
    }),
  }
}
