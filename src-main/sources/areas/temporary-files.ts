import type { AreaReader } from './area-reader.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listEntries } from '../survey/survey-reads.ts'
import { topLevelArea } from './top-level-area.ts'

/** `tmp/`: half downloaded layers and loads; emptied when the engine starts. Each of them is a place of its own. */
export const temporaryFilesReader: AreaReader = {
  name: 'temporary-files',
  directories: ['tmp'],
  survey: (context) =>
    topLevelArea(context, { area: 'temporary-files', parts: ['tmp', ...entriesOf(context)].map(asTemporary) }),
}

/** What is neither a file nor a directory counts with `tmp/` itself. */
function entriesOf(context: SurveyContext): readonly string[] {
  const entries = listEntries(context, `${context.root}/tmp`)
  return entries.filter(({ kind }) => kind === 'file' || kind === 'directory').map(({ name }) => `tmp/${name}`)
}

const asTemporary = (path: string) => [path, 'temporary-files'] as const
