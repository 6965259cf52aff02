import type { Figure } from '../model/figure.ts'
import type { ContainerId } from '../model/identifiers.ts'
import type { PartHolder, PartKind } from '../model/reclaim-graph.ts'
import type { ObjectKey } from '../model/reclaim-objects.ts'
import type { Candidate, PruneKindId, PruneWay, Risk } from './candidate.ts'

/** Everything that could go, by the way in which it was found. Bytes are allocated ones. */
export interface ReclaimView {
  readonly takenAt: string
  /** In the order of `PRUNE_KINDS`, also those that found nothing. */
  readonly kinds: readonly KindView[]
  /** All that is offered and can go now, gone together. */
  readonly together: Figure
  /** What each preset would choose, with what that frees. */
  readonly presets: readonly PresetView[]
  /** What `ChoiceFilter.facts` can ask for: of all that is offered, whatever the filter. */
  readonly facts: OfferedFacts
  /** Candidates that a rule keeps, by name of the rule. */
  readonly kept: readonly { readonly rule: string; readonly objects: number }[]
  /** Why nothing can be done to files here; null when it can. Objects of the engine can go still. */
  readonly filesClosed: 'no-right' | 'elsewhere' | null
  /** Why nothing can be removed through the engine; null when it answers. */
  readonly engineClosed: 'no-engine' | 'sample' | null
  readonly disks: readonly DiskRoom[]
  /** Bytes that would have to be free for a quarantine, where a disk has less: nothing is set aside. Null: all have them. */
  readonly lowRoom: number | null
  readonly advice: readonly Advice[]
}

/** In Docker's words, in the order of the alphabet. */
export interface OfferedFacts {
  /** Of containers, their logs included. */
  readonly states: readonly string[]
  /** Of build cache records. */
  readonly types: readonly string[]
}

export interface KindView {
  readonly kind: PruneKindId
  readonly risk: Risk
  readonly optIn: boolean
  /** Largest first. An object that two kinds found is with the first of them. */
  readonly candidates: readonly CandidateView[]
  /** What all of these free together, and nothing else. */
  readonly alone: Figure
}

export interface CandidateView extends Candidate {
  /** See `targetKey`. */
  readonly key: string
  /** The object of the dashboard that shows it; null where there is none. */
  readonly object: ObjectKey | null
  /** Why it cannot go now, whatever is chosen, while other things can; null: it can. */
  readonly closed: Closed | null
}

/** No engine answers; files are out of reach. */
export type Closed = 'engine' | 'files'

export interface PresetView {
  readonly preset: 'safe' | 'rebuildable' | 'until-free'
  readonly chosen: readonly Chosen[]
  /** Now and later. Of `until-free`: at once, on the disk of the first root. */
  readonly frees: Figure
  /** Bytes that lack to the goal once all of it has gone; 0: it is reached. Null: there is none, or nobody knows what is free. */
  readonly short: number | null
}

/** A filesystem that roots are on. */
export interface DiskRoom {
  readonly roots: readonly string[]
  readonly total: number
  /** Bytes that are used, Docker's and others'. */
  readonly used: number
  readonly free: number
}

/** Where removing is the wrong cure. `lines`: exactly what to paste. */
export interface Advice {
  readonly about: 'log-limit' | 'writable-growth' | 'cache-growth' | 'registry-blobs'
  /** The object that it is about; '' for the engine. */
  readonly name: string
  readonly allocated: Figure
  /** A file to put the lines into, or `sh` for a command. */
  readonly place: string
  readonly lines: string
  /** Absent where the lines are whole. */
  readonly growing?: GrowingIn
}

/** A directory that nobody knows without the files: it is looked up when somebody reads the advice. */
export interface GrowingIn {
  /** Whose writable layer says it; null where that does not tell what was written from what is the image's. */
  readonly container: ContainerId | null
  /** What stands for it in the lines, once. */
  readonly placeholder: string
}

/** What would be done to one candidate. */
export interface Chosen {
  readonly key: string
  readonly way: PruneWay
}

/** What a choice frees, all of it together. */
export interface ReclaimPreview {
  readonly takenAt: string
  readonly objects: number
  /** Data-risk objects among them, whose number has to be typed. */
  readonly dataObjects: number
  readonly kinds: readonly {
    readonly kind: PruneKindId
    readonly objects: number
    /** What its objects have for themselves. */
    readonly frees: Figure
  }[]
  /** Parts that several chosen objects hold, and that go with the last of them. */
  readonly together: readonly TogetherPart[]
  readonly togetherFrees: Figure
  readonly now: Figure
  /** When the quarantine is purged. */
  readonly later: Figure
  /** What stays because somebody who was not chosen holds it. */
  readonly stays: readonly StayingView[]
  readonly staysAllocated: Figure
  /** Chosen, and cannot go. */
  readonly blocked: readonly {
    readonly key: string
    readonly name: string
    readonly inUse: boolean
    readonly by: readonly string[]
  }[]
  /** What prunes of the engine would report for the same objects, by its own rule; unknown where it has none. */
  readonly engineClaims: Figure
  /** What is in our figure and not in the engine's. */
  readonly engineLeavesOut: readonly { readonly what: PruneKindId | 'together'; readonly bytes: number }[]
}

export interface TogetherPart {
  readonly kind: PartKind
  readonly id: string
  /** The Dockerfile step, for a layer. */
  readonly name: string
  readonly allocated: Figure
  /** Those of the chosen objects that hold it, the first of them. */
  readonly holders: readonly PartHolder[]
  /** How many there are. */
  readonly holdersInAll: number
}

export interface StayingView {
  readonly kind: PartKind
  readonly id: string
  readonly name: string
  readonly allocated: Figure
  readonly heldBy: readonly PartHolder[]
  readonly holders: number
}
