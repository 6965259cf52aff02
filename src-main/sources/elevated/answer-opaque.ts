import { AppError } from '../../errors/app-error.ts'
import type { DiskReader } from '../disk/disk-reader.ts'
import { readOpaque } from '../files/overlay-attributes.ts'
import { demandScannableRoot } from './check-root.ts'
import type { ScanAnswer, ScanQuestion } from './scan-messages.ts'

export interface OpaqueAnswering {
  readonly reader: DiskReader
  readonly signal: AbortSignal
  readonly say: (answer: ScanAnswer) => void
}

/** Tells of directories of a storage root which are opaque, and nothing else. Throws what `demandScannableRoot` does, `bad-input`, `cancelled`. */
export async function answerOpaque(
  { root, role, directories, rootless }: Extract<ScanQuestion, { ask: 'opaque' }>,
  { reader, signal, say }: OpaqueAnswering,
): Promise<void> {
  demandScannableRoot(reader, root, role)
  const outside = directories.find((path) => !staysInside(path))
  if (outside !== undefined)
    throw new AppError('bad-input', `${outside} is no path below the root.`, { context: { path: outside } })
  const found = await readOpaque({ root, directories, rootless, signal })
  if (typeof found === 'string') say({ say: 'opaque-unknown', because: found })
  else say({ say: 'opaque', places: [...found] })
}

function staysInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0'))
}
