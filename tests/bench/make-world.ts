/**
 * Makes a data root to measure with, or finds the one that was made before with the same number.
 *
 *     node tests/bench/make-world.ts [--inodes 1000000] [--directory /var/tmp/plimsoll-bench]
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { makeOverlay2World } from './overlay2-world.ts'
import { seededRandom } from './random.ts'

/** To be raised when other worlds come out of the same parameters. */
const GENERATION = 1
const SEED = 1876

/** Path of a data root with about so many inodes. */
export function makeWorld(inodes: number, directory = '/var/tmp/plimsoll-bench'): string {
  const world = `${directory}/${inodes}`
  const root = `${world}/docker`
  const mark = `${world}/made-with.json`
  const parameters = JSON.stringify({ generation: GENERATION, seed: SEED, inodes })
  if (readIfThere(mark) === parameters) return root
  rmSync(world, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  makeOverlay2World(root, inodes, seededRandom(SEED))
  writeFileSync(mark, parameters)
  return root
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // Not made yet, or not to the end: it is made again.
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { inodes: { type: 'string' }, directory: { type: 'string' } } })
  console.log(makeWorld(Number(values.inodes ?? 1_000_000), values.directory))
}
