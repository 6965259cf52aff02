import type { OrphanFact, Place } from '../../model/observations.ts'
import type { DirectoryEntry } from '../disk/disk-reader.ts'
import type { SurveyContext } from './survey-context.ts'
import { tryList } from './survey-reads.ts'

/** Enough to tell by: `bin, boot, dev, etc …` is an image, `pg_wal, base` a database. */
const MOST_NAMES = 12
/** Where overlay2 and overlayfs, and before them overlay, keep a layer's files; what is beside it says nothing. */
const FILES = ['diff', 'fs', 'upper']

/** What is at the top of each orphan, so that whoever is to remove it knows what it was. Costs one or two listings each. */
export async function orphanFacts(context: SurveyContext, places: readonly Place[]): Promise<readonly OrphanFact[]> {
  const facts: OrphanFact[] = []
  for (const { path, purpose } of places) {
    if (purpose.kind !== 'orphan' && purpose.kind !== 'leftover-driver') continue
    const found = contentOf(context, `${context.root}/${path}`)
    const names = found?.slice(0, MOST_NAMES).map((entry) => entry.name) ?? []
    facts.push({ path, names, entries: found?.length ?? null })
    await context.reader.breathe(context.signal)
  }
  return facts
}

function contentOf(context: SurveyContext, path: string): readonly DirectoryEntry[] | null {
  const entries = tryList(context, path)
  const files = entries?.find(({ name, kind }) => kind === 'directory' && FILES.includes(name))
  return files === undefined ? entries : tryList(context, `${path}/${files.name}`)
}
