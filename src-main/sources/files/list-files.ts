import { setImmediate } from 'node:timers/promises'
import { FILE_FLAGS, type FileFlag } from '../../model/file-tree.ts'
import {
  createDirectoryReading,
  exactInode,
  isDirectoryMode,
  type DirectoryAt,
  type OpenDirectory,
  type SeenName,
  type Unread,
} from '../disk/read-directory.ts'
import type { FilesOrder, FilesReport } from './file-messages.ts'
import { fileKindOf, OPAQUE_NAME } from './pack-fact.ts'
import { createPartWriter } from './part-writer.ts'

/** How long the parent may wait for its progress. */
const SLICE_MS = 20
/** Entries in a message: about 200 kB. */
const MOST_ENTRIES = 4096
/** Messages that the parent has not taken yet, before the reading waits for it. */
const MOST_UNSENT = 8

interface Pending extends DirectoryAt {
  readonly entry: number
}

/** Lists the one place that its parent tells it to: the process of `readFiles`. */
export function listFiles(): void {
  process.once('message', (order: FilesOrder) => void list(order))
}

async function list({ top, boundaries, only, whiteouts }: FilesOrder): Promise<void> {
  const stack: Pending[] = [{ ...top, entry: 0 }]
  const foreign = new Map(boundaries.map(({ directory, names }) => [directory, new Set(names)]))
  const writer = createPartWriter()
  const outlet = createOutlet()
  let sliceEnd = performance.now() + SLICE_MS

  const reading = createDirectoryReading<Pending>({
    foreignIn: (path) => foreign.get(path),
    onEntry: addEntry,
    onForeign: (open, name) => {
      if (isWanted(open, name)) addMount(name, 'directory', 0)
    },
    onMount: (open, { name, stat, file: _ }, known) => {
      if (!isWanted(open, name)) return
      addMount(name, fileKindOf(name, stat, whiteouts), known ? 0 : FILE_FLAGS.unreadable)
    },
    onUnread: (at, _path, { reason }) => {
      writer.flag(at.entry, FILE_FLAGS[flagOf(reason)])
    },
    pause: () => (isDue() ? pause() : null),
  })

  function isDue(): boolean {
    return writer.length >= MOST_ENTRIES || performance.now() > sliceEnd
  }

  async function pause(): Promise<void> {
    if (writer.length > 0) outlet.send({ part: writer.take(), last: false })
    await setImmediate()
    await outlet.room()
    sliceEnd = performance.now() + SLICE_MS
  }

  function isWanted({ at }: OpenDirectory<Pending>, name: string): boolean {
    return at.entry > 0 || only === null || only.some((start) => name.startsWith(start))
  }

  function addEntry(open: OpenDirectory<Pending>, seen: SeenName): void {
    const { name, stat } = seen
    if (!isWanted(open, name)) return
    const kind = fileKindOf(name, stat, whiteouts)
    const { blocks, size: length, mtimeMs: modifiedMs } = stat
    if (isDirectoryMode(stat.mode))
      stack.push({ entry: writer.next, path: open.prefix + name, dev: stat.dev, ino: stat.ino })
    else if (kind === 'whiteout' && name === OPAQUE_NAME) writer.flag(open.at.entry, FILE_FLAGS.opaque)
    const isLinked = kind !== 'directory' && stat.nlink > 1
    const link = isLinked ? ([stat.nlink, stat.dev, exactInode(seen)] as const) : null
    writer.add(name, { kind, flags: 0, blocks, length, modifiedMs }, link)
  }

  /** What is on it is not of this place, and what is under it nobody can see. */
  function addMount(name: string, kind: ReturnType<typeof fileKindOf>, more: number): void {
    const flags = FILE_FLAGS['mounted-elsewhere'] | more
    writer.add(name, { kind, flags, blocks: 0, length: 0, modifiedMs: 0 }, null)
  }

  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    writer.begin(next.entry)
    const rest = reading.read(next)
    if (rest !== null) await rest
    if (isDue()) await pause()
  }
  outlet.send({ part: writer.take(), last: true })
}

function flagOf(reason: Unread['reason']): FileFlag {
  return reason === 'changed-while-reading' ? reason : 'unreadable'
}

/** Messages to the parent. What it does not take fast enough would pile up here. */
function createOutlet() {
  let unsent = 0
  let wake = (): void => undefined
  return {
    send(report: FilesReport): void {
      unsent += 1
      process.send?.(report, () => {
        unsent -= 1
        wake()
      })
    },
    async room(): Promise<void> {
      while (unsent > MOST_UNSENT) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
