import { createHash } from 'node:crypto'
import type { ChainId, DiffId } from '../model/identifiers.ts'
import type { HistoryStep } from '../model/observations.ts'
import { asArray, asObject, asString, asStrings, asTime, type JsonObject } from './parse-json.ts'

/** What image configs say of their layers; the same JSON in the classic store and in containerd's. */

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** Null when it is not a list of digests. Without layers Go writes `null`, or nothing at all. */
export function diffIdsOf(config: JsonObject): readonly DiffId[] | null {
  const rootfs = asObject(config['rootfs'])
  if (rootfs === null) return null
  const listed = rootfs['diff_ids'] ?? []
  const diffIds = asStrings(listed)
  return Array.isArray(listed) && diffIds.length === listed.length && diffIds.every((id) => DIGEST.test(id))
    ? diffIds
    : null
}

/** chain(0) = diff(0); chain(n) = sha256(chain(n-1) + " " + diff(n)). */
export function chainIds(diffIds: readonly DiffId[]): ChainId[] {
  const chain: ChainId[] = []
  for (const diffId of diffIds) {
    const parent = chain.at(-1)
    chain.push(
      parent === undefined ? diffId : `sha256:${createHash('sha256').update(`${parent} ${diffId}`).digest('hex')}`,
    )
  }
  return chain
}

/** The history's steps that made a layer, in order. A history that does not fit the layers says nothing. */
export function createdBy(history: unknown, layers: number): (string | null)[] {
  const steps = asArray(history)
    .map(asObject)
    .filter((step) => step !== null && step['empty_layer'] !== true)
    .map((step) => asString(step?.['created_by']) ?? asString(step?.['comment']))
  return steps.length === layers ? steps : Array.from({ length: layers }, () => null)
}

/**
 * All steps, first one first, as `docker history` joins them to layers: those that made one have the layers in turn, as
 * far as there are any. A history that is too short leaves layers without a step.
 */
export function historySteps(history: unknown, layers: readonly ChainId[]): HistoryStep[] {
  let next = 0
  return asArray(history).flatMap((item) => {
    const step = asObject(item)
    if (step === null) return []
    const emptyLayer = step['empty_layer'] === true
    return {
      createdAt: asTime(step['created']),
      createdBy: asString(step['created_by']) ?? '',
      comment: asString(step['comment']) ?? '',
      emptyLayer,
      chainId: emptyLayer ? null : (layers[next++] ?? null),
    }
  })
}

/** A pulled image stands under its tag and under its digest; the digest is shown only where there is no tag. */
export function shownReferences(all: readonly string[]): string[] {
  const tags = all.filter((reference) => !reference.includes('@'))
  return (tags.length > 0 ? tags : [...all]).sort()
}
