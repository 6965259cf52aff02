import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createApp, nextTick } from 'vue'
import type { AppState } from '../../../../src-main/contract/app-state.ts'
import { createLatest } from '../../../../src-main/service/latest.ts'
import { BACKEND } from '../../../../src-renderer/backend/backend-key.ts'
import type { Client } from '../../../../src-renderer/backend/client.ts'
import { useAppStateStore } from '../../../../src-renderer/stores/app-state.ts'
import { keyOfRows, useLedgerEntriesStore, type WantedRows } from '../../../../src-renderer/stores/ledger-entries.ts'

const state = (revision: number): AppState => ({
  ...{ revision, subject: { kind: 'default' }, canChoose: false, source: 'engine', stage: 'whole', progress: null },
  ...{ takenAt: null, stale: false, live: false, failures: [], frame: null },
})

interface Asked {
  readonly offset: number
  readonly limit: number
}

/** A ledger of as many entries as are told, each of which is its number. */
function page(total: number) {
  const states = createLatest(state(1))
  const asked: Asked[] = []
  const client = {
    ack: () => Promise.resolve(),
    app: { states: () => Promise.resolve(states.follow(new AbortController().signal)) },
    ledgerEntries: ({ offset, limit }: Asked) => {
      asked.push({ offset, limit })
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => offset + i)
      return Promise.resolve({ rows, total })
    },
  } as unknown as Client
  const app = createApp({})
  app.use(createPinia())
  app.provide(BACKEND, {
    listen: (listener) => {
      listener({ kind: 'open', client })
      return () => undefined
    },
    retry: () => undefined,
  })
  const stores = app.runWithContext(() => ({ app: useAppStateStore(), entries: useLedgerEntriesStore() }))
  return { states, asked, ...stores }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  await nextTick()
}

const wanted = (count: number): WantedRows => ({
  ...{ root: '/r', line: 'volumes', category: null, sort: 'allocated' },
  count,
})
const KEY = keyOfRows(wanted(0))

describe('entries beyond the largest', () => {
  it('are asked for as they are wanted, and what is there is not asked for again', async () => {
    const { asked, entries } = page(900)
    await settle()
    await entries.want(wanted(8))
    await entries.want(wanted(8))
    await entries.want(wanted(108))
    expect(asked).toEqual([
      { offset: 0, limit: 8 },
      { offset: 8, limit: 100 },
    ])
    expect(entries.rows.get(KEY)?.rows).toEqual(Array.from({ length: 108 }, (_, i) => i))
  })

  it('come in pages where many are wanted, and end where the ledger ends', async () => {
    const { asked, entries } = page(700)
    await settle()
    await entries.want(wanted(5000))
    expect(asked.map(({ offset }) => offset)).toEqual([0, 500])
    expect(entries.rows.get(KEY)).toMatchObject({ total: 700 })
    await entries.want(wanted(6000))
    expect(asked).toHaveLength(2)
  })

  it('are asked for anew when the ledger is another one', async () => {
    const { states, asked, entries } = page(20)
    await settle()
    await entries.want(wanted(8))
    states.set(state(2))
    await settle()
    await entries.want(wanted(8))
    expect(asked.map(({ offset }) => offset)).toEqual([0, 0])
  })
})
