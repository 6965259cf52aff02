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
    parents: parentsOf(item),
    type: textOrNull(item.at('Type')) ?? '',
    description: textOrNull(item.at('Description')) ?? '',
    inUse: flagOrFalse(item.at('InUse')),
    shared: flagOrFalse(item.at('Shared')),
    size: bytesOrNull(item.at('Size')),
    createdAt: timeOrNull(item.at('CreatedAt')),
    lastUsedAt: timeOrNull(item.at('LastUsedAt')),
    usageCount: bytesOrNull(item.at('UsageCount')),
  }
}

// One `Parent` up to API 1.41. From 1.42 on the engine's own struct tag has a slip, and the key begins with a space;
// `Parents` is what the documentation says and an engine may say one day.
function parentsOf(item: AnswerField): readonly string[] {
  const list = [item.at(' Parents'), item.at('Parents')].find((field) => !field.absent)
  if (list !== undefined) return list.items().map((parent) => parent.text())
  const parent = textOrNull(item.at('Parent'))
  return parent === null ? [] : [parent]
}
