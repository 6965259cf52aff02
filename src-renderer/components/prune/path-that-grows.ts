import type { FilesTile } from '../../../src-main/views/files.ts'

/** Where a container writes, for a volume. */
export type GrowingPath =
  /** Absolute in the container; `bytes` of `all` that it wrote are in it. */
  | { readonly kind: 'found'; readonly path: string; readonly bytes: number; readonly all: number }
  /** Most is in a directory of the image itself, which a volume would hide, and no directory in it would do. */
  | { readonly kind: 'of-image'; readonly path: string }

/** Tiles that are asked for: the largest directories come first, so that those that hold most are among them. */
export const MOST_TILES = 500

/** Part of what is in a directory from which another one in it is where it is written. */
const MOST = 0.8

/** Part of all below which a volume would not help. */
const ENOUGH = 0.5

/**
 * Directories of images, whose files a volume would hide: the volume begins with a copy of them, and keeps it when the image is
 * updated. Nothing of what is above one of them is none of them.
 */
const OF_IMAGE =
  /^(?:|usr|usr\/local|(?:usr\/|usr\/local\/)?(?:bin|sbin|lib\w*|share|include|libexec)|etc|dev|proc|sys|run|boot|var|var\/lib|opt|home)$/

/** Names that mean nothing else in a shell, in YAML and in `-v VOLUME:PATH`. */
const PLAIN = /^[\w.@+-]+$/

/**
 * The deepest directory of a writable layer with most of its bytes. Where that is a directory of the image itself, the largest
 * one deeper in it that is not. `top`: the map of the whole layer.
 */
export function pathThatGrows(top: FilesTile): GrowingPath {
  const most = deepest(top)
  const found = isOfImage(most) ? largestOwn(most) : most
  if (found === null || found.bytes < ENOUGH * top.bytes) return { kind: 'of-image', path: `/${most.path}` }
  return { kind: 'found', path: `/${found.path}`, bytes: found.bytes, all: top.bytes }
}

/** Goes down as long as one directory has most of what is in the first. */
function deepest(from: FilesTile): FilesTile {
  let here = from
  for (let next = largestIn(here); next !== null && next.bytes >= MOST * from.bytes; next = largestIn(here)) here = next
  return here
}

/** Goes down by the largest until it is none of the image's, and from there to where most of it is. */
function largestOwn(from: FilesTile): FilesTile | null {
  for (let here = largestIn(from); here !== null; here = largestIn(here)) if (!isOfImage(here)) return deepest(here)
  return null
}

function largestIn({ tiles }: FilesTile): FilesTile | null {
  const directories = tiles.filter(({ kind, name }) => kind === 'directory' && PLAIN.test(name))
  return directories.reduce<FilesTile | null>(
    (one, other) => (one !== null && one.bytes >= other.bytes ? one : other),
    null,
  )
}

function isOfImage({ path }: FilesTile): boolean {
  return OF_IMAGE.test(path)
}
