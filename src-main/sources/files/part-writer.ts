import { BugError } from '../../errors/bug-error.ts'
import type { FileLink, FilesPart } from './file-messages.ts'
import { packFact, type PackedFact } from './pack-fact.ts'

/** Collects entries in the order of their numbers, and hands them out in parts. */
export interface PartWriter {
  /** Number of the entry that is added next. */
  readonly next: number
  /** Entries since the last part. */
  readonly length: number
  /** What is added from now on is in this directory, which is not begun again later. */
  begin(directory: number): void
  /** `link`: of a file with several names: how many, and its inode. */
  add(name: string, fact: PackedFact, link: readonly [nlink: number, dev: number, ino: number | string] | null): void
  flag(entry: number, bits: number): void
  take(): FilesPart
}

export function createPartWriter(): PartWriter {
  let next = 1
  let directory = 0
  let from = 1
  let part = emptyPart()
  const endDirectory = (): void => {
    if (next > from) part.directories.push(directory, next - from)
    from = next
  }
  return {
    get next() {
      return next
    },
    get length() {
      return part.names.length
    },
    begin(entry) {
      if (entry >= next) throw new BugError(`Entry ${entry} was not told yet.`)
      endDirectory()
      directory = entry
    },
    add(name, fact, link) {
      if (link !== null) part.links.push([part.names.length, ...link])
      part.names.push(name)
      part.facts.push(...packFact(fact))
      next += 1
    },
    flag(entry, bits) {
      part.flags.push([entry, bits])
    },
    take() {
      endDirectory()
      const { names, ...rest } = part
      part = emptyPart()
      return { ...rest, names: names.join('/') }
    },
  }
}

interface OpenPart {
  readonly directories: number[]
  readonly names: string[]
  readonly facts: number[]
  readonly links: FileLink[]
  readonly flags: (readonly [entry: number, bits: number])[]
}

function emptyPart(): OpenPart {
  return { directories: [], names: [], facts: [], links: [], flags: [] }
}
