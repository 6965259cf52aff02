import { closeSync, linkSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs'
import type { Random } from './random.ts'

const CONTENT = Buffer.alloc(64 * 1024, 'plimsoll ')
const NAMES_IN_DIRECTORY = 9
const LINK_SHARE = 0.05
/** Of the hard links, those whose other name is in another place. */
const ACROSS_SHARE = 0.3
const DEEPEST = 9

export interface Filled {
  readonly names: number
  /** File lengths, each inode of this tree once: what the engine writes into a layer's `size`. */
  readonly apparent: number
}

/**
 * Fills a directory with about what a layer of a distribution's image holds: a directory for every nine names, half
 * of the files empty or tiny, some symlinks, and hard links within the tree and to `shared` files of other trees.
 */
export function fillTree(top: string, names: number, options: { random: Random; shared: string[] }): Filled {
  const { random, shared } = options
  const directories = [{ path: top, depth: 0 }]
  const files: string[] = []
  let apparent = 0
  let here = { path: top, depth: 0 }
  for (let made = 0; made < names; made++) {
    const path = `${here.path}/${nameOf(made, random)}`
    const dice = random()
    if (made % NAMES_IN_DIRECTORY === 0) {
      mkdirSync(path)
      if (here.depth < DEEPEST) directories.push({ path, depth: here.depth + 1 })
      here = directories[Math.floor(directories.length * (1 - random() ** 2))] ?? here
    } else if (dice < LINK_SHARE && files.length > 0) {
      const pool = random() < ACROSS_SHARE && shared.length > 0 ? shared : files
      linkSync(pool[Math.floor(random() * pool.length)] ?? '', path)
    } else if (dice < 0.08) {
      symlinkSync(`../lib/${nameOf(made + 1, random)}`, path)
    } else {
      const length = lengthOf(random)
      writeNew(path, length)
      apparent += length
      files.push(path)
      if (dice > 0.99) shared.push(path)
    }
  }
  return { names, apparent }
}

function writeNew(path: string, length: number): void {
  const file = openSync(path, 'wx')
  if (length > 0) writeSync(file, CONTENT, 0, length)
  closeSync(file)
}

function lengthOf(random: Random): number {
  const dice = random()
  if (dice < 0.65) return 0
  return Math.floor(dice < 0.93 ? random() * 4000 : random() ** 3 * CONTENT.length)
}

function nameOf(index: number, random: Random): string {
  const stem = ['lib', 'python', 'locale', 'share', 'node_', 'cert'][index % 6] ?? 'x'
  return `${stem}${Math.floor(random() * 1e6).toString(36)}-${index.toString(36)}`
}
