import type { FileChange } from '../model/file-changes.ts'
import { FILE_FLAGS } from '../model/file-tree.ts'
import { isSparse, type ViewedFiles } from './file-row.ts'
import { FILES_PRESETS, type FilesPreset } from './files.ts'

const NOT_READ = FILE_FLAGS.unreadable | FILE_FLAGS['changed-while-reading']

/** Files that hide lower bytes which they took the place of. */
const HIDING_FILES: ReadonlySet<FileChange['kind'] | null> = new Set(['copy-up', 'changed', 'replaced'])

/** Whether a preset finds an entry. */
export function isOfPreset({ tree, changes }: ViewedFiles, preset: FilesPreset): (entry: number) => boolean {
  switch (preset) {
    case 'largest':
    case 'newest':
    case 'oldest':
      return (entry) => tree.kind(entry) === 'file'
    case 'hard-linked':
      return (entry) => tree.has(entry, 'hard-linked')
    case 'sparse':
      return (entry) => isSparse(tree, entry)
    case 'unreadable':
      return (entry) => (tree.flags(entry) & NOT_READ) !== 0
    case 'whiteouts':
      return (entry) => tree.kind(entry) === 'whiteout'
    case 'opaque':
      return (entry) => tree.has(entry, 'opaque') || changes?.kindOf(entry) === 'opaque'
    case 'new':
      return (entry) => changes?.kindOf(entry) === 'new' && tree.kind(entry) !== 'directory'
    case 'copy-ups':
      return (entry) => HIDING_FILES.has(changes?.kindOf(entry) ?? null) && tree.kind(entry) !== 'directory'
  }
}

/** How many entries each preset finds in the whole place; itself only where it could not be read. One pass: it may be a million. */
export function countPresets(files: ViewedFiles): Readonly<Record<FilesPreset, number>> {
  const { tree } = files
  const ofFiles = SPECIAL_FILES.map((preset) => ({ preset, isWanted: isOfPreset(files, preset), count: 0 }))
  const ofAll = SPECIAL.map((preset) => {
    const isWanted = isOfPreset(files, preset)
    return { preset, isWanted, count: preset === 'unreadable' && isWanted(0) ? 1 : 0 }
  })
  let regular = 0
  for (let entry = 1; entry < tree.count; entry++) {
    for (const each of ofAll) if (each.isWanted(entry)) each.count += 1
    if (tree.kind(entry) !== 'file') continue
    regular += 1
    for (const each of ofFiles) if (each.isWanted(entry)) each.count += 1
  }
  const counts = [...ofFiles, ...ofAll].map(({ preset, count }) => [preset, count] as const)
  return { ...ZERO, largest: regular, newest: regular, oldest: regular, ...Object.fromEntries(counts) }
}

const SPECIAL_FILES: readonly FilesPreset[] = ['sparse']
const SPECIAL: readonly FilesPreset[] = ['hard-linked', 'unreadable', 'whiteouts', 'opaque', 'new', 'copy-ups']
const ZERO = Object.fromEntries(FILES_PRESETS.map((preset) => [preset, 0])) as Record<FilesPreset, number>
