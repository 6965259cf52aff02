import type { EngineBuildCacheRecord } from '../../../model/observations.ts'
import { speaksAtLeast, API_WITH_DISK_USAGE_TYPES, API_WITH_VERBOSE_DISK_USAGE } from '../api-version.ts'
import { getJson, type EngineConnection, type RequestOptions } from '../engine-connection.ts'
import { parseBuildCache } from '../read-build-cache.ts'
import { readDiskUsage } from '../read-disk-usage.ts'
import type { ObjectCommands } from './object-commands.ts'
import { change, refused } from './refusal.ts'

/** How long a list of all records is good enough to look one up in it: a run looks at hundreds, one after the other. */
const FRESH_MS = 2000

/** Any but this could be a pattern that fits others: engines take the filter as a regular expression. */
const RECORD_ID = /^[a-z0-9]{25}$/

/**
 * Records of the build cache. Source: `/system/df`, the only list of them. One list answers for two seconds, or
 * for as long as it took: up to 20.10 the engine measures all of its containers for it.
 *
 * `shared` is no part of the condition: removing an image of the same plan changes it.
 */
export function createCacheCommands(clock: () => number): ObjectCommands {
  let last: { readonly of: EngineConnection; readonly records: Records; readonly until: number } | null = null

  const lookUp = async (connection: EngineConnection, options: RequestOptions): Promise<Records> => {
    const begun = clock()
    if (last !== null && last.of === connection && begun < last.until) return last.records
    const records = await readRecords(connection, options)
    const now = clock()
    last = { of: connection, records, until: now + Math.max(FRESH_MS, now - begun) }
    return records
  }

  return {
    async examine(connection, key, options) {
      const found = (await lookUp(connection, options)).get(key)
      if (found === undefined) return null
      return { inUse: found.inUse, lastUsedAt: found.lastUsedAt, usageCount: found.usageCount }
    },

    keepsake: () => Promise.resolve(null),

    async remove(connection, { key }, options) {
      if (!RECORD_ID.test(key)) throw refused(`${key} is not the ID of a build cache record`)
      const removed = await prune(connection, key, options)
      last?.records.delete(key)
      if (removed.length > 0) return { removed, keptAt: null }
      // The engine answers 200 and removes nothing of a record that is in use, or that another one is made on.
      const record = (await readRecords(connection, options)).get(key)
      if (record === undefined) throw refused(`there is no build cache record ${key}`)
      throw refused(record.inUse ? 'the record is in use' : 'the engine keeps it: another record is made on it')
    },
  }
}

type Records = Map<string, EngineBuildCacheRecord>

async function readRecords(connection: EngineConnection, options: RequestOptions): Promise<Records> {
  const { apiVersion } = connection
  // From 1.42 on only the cache is listed; before, and in the newer shape, all of it is asked for.
  const alone =
    speaksAtLeast(apiVersion, API_WITH_DISK_USAGE_TYPES) && !speaksAtLeast(apiVersion, API_WITH_VERBOSE_DISK_USAGE)
  const records = alone
    ? parseBuildCache((await getJson(connection, '/system/df?type=build-cache', options)).at('BuildCache'))
    : (await readDiskUsage(connection, options)).buildCache
  return new Map(records.map((record) => [record.id, record]))
}

/**
 * IDs as the engine names them. `all`: without it those that an image shares stay. The filter is a regular expression that is
 * searched for anywhere in an ID, from 20.10 on: both ends are fixed.
 */
async function prune(connection: EngineConnection, id: string, options: RequestOptions): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ id: { [`^${id}$`]: true } }))
  const answer = await change(connection, { method: 'POST', path: `/build/prune?all=1&filters=${filters}` }, options)
  return answer
    .at('CachesDeleted')
    .items()
    .map((each) => each.text())
}
