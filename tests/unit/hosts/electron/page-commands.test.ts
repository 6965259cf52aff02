import { describe, expect, it } from 'vitest'
import { createPageCommands } from '../../../../src-main/hosts/electron/page-commands.ts'

describe('commands to the page', () => {
  it('come in the order in which they were sent', async () => {
    const commands = createPageCommands()
    const stop = new AbortController()
    const stream = commands.follow(stop.signal)
    const first = stream.next()
    commands.send({ kind: 'measure' })
    commands.send({ kind: 'find' })
    expect([(await first).value, (await stream.next()).value]).toEqual([{ kind: 'measure' }, { kind: 'find' }])
  })

  it('reach every page', async () => {
    const commands = createPageCommands()
    const streams = [commands.follow(undefined), commands.follow(undefined)].map((stream) => stream.next())
    commands.send({ kind: 'find' })
    expect((await Promise.all(streams)).map(({ value }) => value as unknown)).toEqual([
      { kind: 'find' },
      { kind: 'find' },
    ])
  })

  it('wait for a page that is still loading, the last one only', async () => {
    const commands = createPageCommands()
    commands.send({ kind: 'measure' })
    commands.send({ kind: 'navigate', path: '/images' })
    const stream = commands.follow(undefined)
    expect((await stream.next()).value).toEqual({ kind: 'navigate', path: '/images' })
    const next = stream.next()
    commands.send({ kind: 'find' })
    expect((await next).value).toEqual({ kind: 'find' })
  })

  it('end with the page', async () => {
    const commands = createPageCommands()
    const stop = new AbortController()
    const stream = commands.follow(stop.signal)
    const next = stream.next()
    stop.abort()
    expect((await next).done).toBe(true)
  })
})
