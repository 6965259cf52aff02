import type { EngineBuildCacheRecord } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { bytesOrNull, flagOrFalse, textOrNull, timeOrNull } from './normalise.ts'

/** Build cache records, in the order of their IDs. Source: `BuildCache` of `/system/df`; there is no other list of them. */
export function parseBuildCache(list: AnswerField): readonly EngineBuildCacheRecord[] {
  return list
    .items()
    .map(parseRecord)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function parseRecord(item: AnswerField): EngineBuildCacheRecord {
  return {
    id: item.at('ID').text(),
    type: textOrNull(item.at('Type')) ?? '',
    description: textOrNull(item.at('Description')) ?? '',
    inUse: flagOrFalse(item.at('InUse')),
    shared: flagOrFalse(item.at('Shared')),
    size: bytesOrNull(item.at('Size')),
    createdAt: timeOrNull(item.at('CreatedAt')),
    lastUsedAt: timeOrNull(item.at('LastUsedAt')),
    usageCount: bytesOrNull(item.at('UsageCount')),
    parents: parentsOf(item),
  }
}

/** The key was published with a space before it (1.42 and later), and is left out without any; before, there was one parent at most. */
function parentsOf(item: AnswerField): readonly string[] {
  const [spaced, plain, single] = [item.at(' Parents'), item.at('Parents'), textOrNull(item.at('Parent'))]
  const list = spaced.absent ? plain : spaced
  return list.absent ? (single === null ? [] : [single]) : list.items().map((parent) => parent.text())
}
