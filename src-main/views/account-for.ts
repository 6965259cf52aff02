/** Why the disk holds more (plus) or less (minus) than the engine says. Every one is computed; what is left is unexplained. */
export type WhyDiffers =
  /** + whole blocks, and directories, where the engine adds lengths of files. */
  | 'blocks'
  /** - files with holes, or compressed ones: their lengths count in full. */
  | 'holes'
  /** - hard links to files that another entry of the ledger has. */
  | 'linked'
  /** - what several of the engine's records count, each again. */
  | 'several-times'
  /** - build cache that is in the engine's size of images, and listed again. */
  | 'cache-twice'
  /** - build cache that is in the engine's size of images, and nowhere else. */
  | 'cache-as-images'
  /** - writable layers, likewise. */
  | 'writable-twice'
  /** - init layers in the engine's size of images; here they are metadata. */
  | 'init-layers'
  /** - snapshots in the engine's size of images that nothing has. */
  | 'stray-snapshots'
  /** - build cache records that are layers of images: one copy on disk. */
  | 'image-layers'
  /** - nothing of it on this disk: it is on another filesystem, or gone. */
  | 'not-here'
  /** + packed content of images, which the engine does not count. */
  | 'packed'
  /** + layers that no listed image has: of hidden build steps, or of containers whose image is gone. */
  | 'hidden-layers'
  /** + records that images were made from: not counted, though the cache keeps copies of its own. */
  | 'image-copies'
  /** + objects that the engine does not list, or has no size of. */
  | 'not-listed'

export interface Reason {
  readonly why: WhyDiffers
  /** Allocated bytes; negative where the disk holds less. */
  readonly bytes: number
  readonly objects: number
}

/** An object of a line on disk. */
export interface HeldObject {
  readonly key: string
  /** The ledger entry that it is in. */
  readonly entry: string
  /** Allocated bytes of its files, measured by themselves. */
  readonly own: number
  /** The same files, measured by the engine's rule. */
  readonly like: number
  /** What to call it when the engine does not count it. */
  readonly uncounted: WhyDiffers
}

/** One number that the engine adds, and the objects that it stands for. */
export interface Claim {
  readonly bytes: number
  readonly parts: readonly {
    readonly key: string
    readonly like: number
    /** What to call it when the line does not hold it. */
    readonly elsewhere: WhyDiffers
  }[]
}

export interface Sides {
  readonly held: readonly HeldObject[]
  readonly claims: readonly Claim[]
  /** Allocated bytes of the line's entries, by the names that `held` gives them. */
  readonly entries: ReadonlyMap<string, number>
}

/** The disk's bytes minus the engine's, taken apart; whatever no reason explains is the difference minus their sum. */
export function reasonsFor({ held, claims, entries }: Sides): readonly Reason[] {
  const tally = new Map<WhyDiffers, { bytes: number; objects: number }>()
  const add = (why: WhyDiffers, bytes: number): void => {
    if (bytes === 0) return
    const sum = tally.get(why) ?? { bytes: 0, objects: 0 }
    tally.set(why, { bytes: sum.bytes + bytes, objects: sum.objects + 1 })
  }
  const byKey = new Map(held.map((object) => [object.key, object]))
  const counted = new Set<string>()
  for (const { key, like, elsewhere } of claims.flatMap((claim) => claim.parts)) {
    if (!byKey.has(key)) add(elsewhere, -like)
    else if (counted.has(key)) add('several-times', -like)
    else counted.add(key)
  }
  for (const { key, own, like, uncounted } of byKey.values()) {
    if (!counted.has(key)) add(uncounted, own)
    else add(own >= like ? 'blocks' : 'holes', own - like)
  }
  for (const bytes of linkedElsewhere([...byKey.values()], entries)) add('linked', bytes)
  return [...tally].map(([why, sum]) => ({ why, ...sum }))
}

/** An entry counts an inode once, so it may have less than its objects measured by themselves; never more. */
function linkedElsewhere(held: readonly HeldObject[], entries: Sides['entries']): readonly number[] {
  const own = new Map<string, number>()
  for (const object of held) own.set(object.entry, (own.get(object.entry) ?? 0) + object.own)
  return [...own].map(([entry, bytes]) => Math.min(0, (entries.get(entry) ?? bytes) - bytes))
}
