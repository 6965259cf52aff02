import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createApp, nextTick } from 'vue'
import type { AppState, Subject } from '../../../../src-main/contract/app-state.ts'
import { createLatest } from '../../../../src-main/service/latest.ts'
import { BACKEND } from '../../../../src-renderer/backend/backend-key.ts'
import type { Client } from '../../../../src-renderer/backend/client.ts'
import { useAppStateStore } from '../../../../src-renderer/stores/app-state.ts'
import { useOverviewStore } from '../../../../src-renderer/stores/overview.ts'

const state = (revision: number, subject: Subject = { kind: 'default' }): AppState => ({
  revision,
  subject,
  canChoose: false,
  source: revision === 0 ? 'none' : 'engine',
  stage: revision === 0 ? 'starting' : 'whole',
  progress: null,
  takenAt: null,
  stale: false,
  live: false,
  failures: [],
  frame: null,
})

/** A page whose views are answered when the test says so. */
function page() {
  const states = createLatest(state(1))
  const asked: ((of: string) => void)[] = []
  const client = {
    ack: () => Promise.resolve(),
    app: { states: () => Promise.resolve(states.follow(new AbortController().signal)) },
    overview: () =>
      new Promise((resolve) =>
        asked.push((of) => {
          resolve({ of })
        }),
      ),
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
  return app.runWithContext(() => ({ states, asked, app: useAppStateStore(), overview: useOverviewStore() }))
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  await nextTick()
}

describe('a view', () => {
  it('stays while a newer one is on its way', async () => {
    const { states, asked, overview } = page()
    await settle()
    asked[0]?.('first')
    await settle()
    states.set(state(2))
    await settle()
    expect([asked.length, overview.view]).toEqual([2, { of: 'first' }])
  })

  it('goes as soon as something else is opened', async () => {
    const { states, asked, overview } = page()
    await settle()
    asked[0]?.('before')
    await settle()
    states.set(state(0, { kind: 'sample' }))
    await settle()
    expect(overview.view).toBeNull()
  })

  it('goes too when the page missed the moment without figures', async () => {
    const { states, asked, overview } = page()
    await settle()
    asked[0]?.('before')
    await settle()
    states.set(state(2, { kind: 'sample' }))
    await settle()
    expect([asked.length, overview.view]).toEqual([2, null])
    asked[1]?.('after')
    await settle()
    expect(overview.view).toEqual({ of: 'after' })
  })

  it('takes no answer about what was open when it was asked for', async () => {
    const { states, asked, overview } = page()
    await settle()
    states.set(state(0, { kind: 'sample' }))
    await settle()
    asked[0]?.('too late')
    await settle()
    expect(overview.view).toBeNull()
    states.set(state(2, { kind: 'sample' }))
    await settle()
    asked[1]?.('in time')
    await settle()
    expect(overview.view).toEqual({ of: 'in time' })
  })
})
