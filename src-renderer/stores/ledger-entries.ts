import { defineStore } from 'pinia'
import { shallowReactive, watch } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { LedgerRows, LedgerSlice } from '../../src-main/views/ledger-rows.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

/** A part of a ledger that somebody looks at: as much of it as is wanted, from its beginning. */
export type WantedRows = Omit<LedgerSlice, 'offset' | 'limit'> & { readonly count: number }

/** Most rows that one answer brings. */
const PAGE = 500

/** Rows of ledgers beyond the largest, asked for as they are wanted. The last good ones stay until newer ones are there. */
export const useLedgerEntriesStore = defineStore('ledger-entries', () => {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const rows = shallowReactive(new Map<string, LedgerRows>())
  const failures = shallowReactive(new Map<string, Failure>())
  const revisions = new Map<string, number>()
  const running = new Set<string>()

  watch(
    () => app.opened,
    () => {
      rows.clear()
      failures.clear()
      revisions.clear()
    },
  )

  /** Asks unless that much of it is there already, of this revision. */
  async function want(wanted: WantedRows): Promise<void> {
    const key = keyOfRows(wanted)
    const revision = app.state?.revision ?? 0
    if (running.has(key) || isThere(key, wanted, revision)) return
    running.add(key)
    try {
      await load(key, wanted, revision)
      failures.delete(key)
    } catch (error) {
      failures.set(key, failureOf(error))
    }
    running.delete(key)
  }

  function isThere(key: string, { count }: WantedRows, revision: number): boolean {
    const known = rows.get(key)
    return known !== undefined && revisions.get(key) === revision && known.rows.length >= Math.min(count, known.total)
  }

  async function load(key: string, { count, ...slice }: WantedRows, revision: number): Promise<void> {
    const client = connection.client()
    if (client === null) return
    const known = revisions.get(key) === revision ? (rows.get(key)?.rows ?? []) : []
    let all = [...known]
    let total = Number.POSITIVE_INFINITY
    while (all.length < Math.min(count, total)) {
      const limit = Math.min(PAGE, count - all.length)
      const page = await client.ledgerEntries({ ...slice, offset: all.length, limit })
      all = [...all, ...page.rows]
      total = page.rows.length === 0 ? all.length : page.total
    }
    revisions.set(key, revision)
    rows.set(key, { rows: all, total })
  }

  return { rows, failures, want }
})

export function keyOfRows({ root, line, category, sort }: Omit<WantedRows, 'count'>): string {
  return [root, line, category ?? '', sort].join('\n')
}
