import { closeSync, lstatSync, type Stats } from 'node:fs'
import { errorCode } from '../disk/error-code.ts'
import { inside, LOOK_INTO, openBelow } from './open-below.ts'

/**
 * Finds out which layer of a stack of full copies made what is at a path: the lowest one down to which it stays the same.
 * `layers`: directories, topmost first. Answers its place among them.
 */
export function createOriginFinder(layers: readonly string[]): (path: string) => number {
  return (path) => {
    let origin = 0
    let above = statAt(layers[0] ?? '', path)
    for (let layer = 1; layer < layers.length; layer++) {
      const below = statAt(layers[layer] ?? '', path)
      if (above === undefined || below === undefined || !isSame(above, below)) return origin
      origin = layer
      above = below
    }
    return origin
  }
}

function statAt(directory: string, path: string): Stats | undefined {
  const cut = path.lastIndexOf('/')
  try {
    const descriptor = openBelow(directory, path.slice(0, Math.max(cut, 0)), LOOK_INTO)
    try {
      return lstatSync(inside(descriptor, path.slice(cut + 1)), { throwIfNoEntry: false })
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    // Its directory is not there, in this layer.
    if (errorCode(error) === '') throw error
    return undefined
  }
}

/** What a copy keeps. Of directories the time tells nothing: it changes with what is in them. */
function isSame(one: Stats, other: Stats): boolean {
  if (one.mode !== other.mode || one.uid !== other.uid || one.gid !== other.gid) return false
  return one.isDirectory() || (one.size === other.size && Math.round(one.mtimeMs) === Math.round(other.mtimeMs))
}
