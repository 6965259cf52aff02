import { writeSync } from 'node:fs'
import { makeBolt, makeCommit, type Commit, type Tree } from './make-bolt.ts'

const KEYS = Array.from({ length: 300 }, (_, index) => `key-${String(index).padStart(3, '0')}`)
/** Pages of one state: 30 leaves, their branches, the root bucket's leaf. */
const PAGES_PER_STATE = 40

/** The state after a commit: every value says which, so that a mixture of two states shows. */
function treeOf(version: number): Tree {
  return { all: Object.fromEntries(KEYS.map((key) => [key, `${version} ${'x'.repeat(200)}`])) }
}

function commitOf(version: number): Commit {
  // Two sets of pages in turn: as soon as bbolt may, each commit writes over everything that the last but one used.
  const firstPage = 3 + (version % 2) * PAGES_PER_STATE
  return makeCommit(treeOf(version), {
    fanOut: 10,
    firstPage,
    minimumPages: 3 + 2 * PAGES_PER_STATE,
    transaction: BigInt(version),
  })
}

/** A database in the state after a commit. */
export function databaseOf(version: number): Uint8Array {
  const firstPage = 3 + (version % 2) * PAGES_PER_STATE
  const minimumPages = 3 + 2 * PAGES_PER_STATE
  return makeBolt(treeOf(version), { fanOut: 10, firstPage, minimumPages, transaction: BigInt(version) })
}

/** The writes of a commit, one page each, in bbolt's order: the meta page last. */
export function commitSteps(file: number, version: number): (() => void)[] {
  const commit = commitOf(version)
  const writes = [...commit.pages].map(([number, bytes]) => ({ bytes, position: number * commit.pageSize }))
  writes.push({ bytes: commit.meta, position: commit.metaPage * commit.pageSize })
  return writes.map(
    ({ bytes, position }) =>
      () =>
        void writeSync(file, bytes, 0, bytes.length, position),
  )
}
