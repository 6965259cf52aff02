import { expect, it } from 'vitest'
import { createLatest } from '../../../src-main/service/latest.ts'

it('a reader gets the current value at once', async () => {
  const latest = createLatest('now')
  expect(await latest.follow(undefined).next()).toEqual({ done: false, value: 'now' })
})

it('a reader that waits gets the next value', async () => {
  const latest = createLatest(0)
  const reader = latest.follow(undefined)
  await reader.next()
  const next = reader.next()
  latest.set(1)
  expect(await next).toEqual({ done: false, value: 1 })
})

it('a slow reader gets the newest value only', async () => {
  const latest = createLatest(0)
  const reader = latest.follow(undefined)
  await reader.next()
  for (let value = 1; value <= 1000; value++) latest.set(value)
  expect(await reader.next()).toEqual({ done: false, value: 1000 })
  const next = reader.next()
  latest.set(1001)
  expect(await next).toEqual({ done: false, value: 1001 })
})

it('a value that is set again is news', async () => {
  const latest = createLatest('same')
  const reader = latest.follow(undefined)
  await reader.next()
  latest.set('same')
  expect(await reader.next()).toEqual({ done: false, value: 'same' })
})

it('each reader follows at its own pace', async () => {
  const latest = createLatest(0)
  const [fast, slow] = [latest.follow(undefined), latest.follow(undefined)]
  const seen = [(await fast.next()).value, (await slow.next()).value]
  latest.set(1)
  seen.push((await fast.next()).value)
  latest.set(2)
  seen.push((await fast.next()).value, (await slow.next()).value)
  expect(seen).toEqual([0, 0, 1, 2, 2])
})

it('an abort ends a reader that waits', async () => {
  const latest = createLatest(0)
  const controller = new AbortController()
  const reader = latest.follow(controller.signal)
  await reader.next()
  const next = reader.next()
  controller.abort()
  expect(await next).toEqual({ done: true, value: undefined })
})

it('an abort before the first item ends a reader without one', async () => {
  expect(await createLatest(0).follow(AbortSignal.abort()).next()).toEqual({ done: true, value: undefined })
})

it('readers are counted from their first item until they leave or are aborted', async () => {
  const latest = createLatest(0)
  const controller = new AbortController()
  const counts = [latest.readers()]
  const [leaves, aborted] = [latest.follow(undefined), latest.follow(controller.signal)]
  await leaves.next()
  counts.push(latest.readers())
  await aborted.next()
  counts.push(latest.readers())
  await leaves.return()
  counts.push(latest.readers())
  const last = aborted.next()
  controller.abort()
  await last
  counts.push(latest.readers())
  expect(counts).toEqual([0, 1, 2, 1, 0])
})
