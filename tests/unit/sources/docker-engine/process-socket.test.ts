import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, describe, expect, test } from 'vitest'

import { ProcessEnded } from '../../../../src-main/sources/docker-engine/process-ended.ts'
import { ProcessSocket } from '../../../../src-main/sources/docker-engine/process-socket.ts'

const open: ProcessSocket[] = []

function start(...[program = '', ...args]: readonly string[]): ProcessSocket {
  const socket = new ProcessSocket({ program, args, environment: process.env })
  open.push(socket)
  return socket
}

afterEach(async () => {
  for (const socket of open) socket.destroy()
  await Promise.all(open.splice(0).map(({ gone }) => gone))
})

/** How the connection ends: the error, or null. */
async function endOf(socket: ProcessSocket): Promise<unknown> {
  let error: unknown = null
  socket.on('error', (thrown) => (error = thrown))
  socket.resume()
  await new Promise((resolve) => socket.on('close', resolve))
  return error
}

describe('a program as a connection', () => {
  test('reads what is written and writes what is read, to the last byte', async () => {
    const socket = start('cat')
    const sent = Buffer.alloc(3_000_000, 'Plimsoll')
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk)).end(sent)
    await once(socket, 'close')

    expect(Buffer.concat(received).equals(sent)).toBe(true)
  })

  test('waits until somebody reads', async () => {
    const socket = start('sh', '-c', 'cat /dev/zero')
    await sleep(200)
    const before = socket.readableLength
    await sleep(200)

    expect(socket.readableLength).toBe(before)
    expect(before).toBeLessThan(1_000_000)
  })

  test('that ends well ends it quietly', async () => {
    expect(await endOf(start('true'))).toBeNull()
  })

  test('that fails ends it with its exit code and its words', async () => {
    const error = await endOf(start('sh', '-c', 'echo no >&2; exit 7'))

    expect(error).toBeInstanceOf(ProcessEnded)
    expect(error).toMatchObject({ end: { program: 'sh', code: 7, signal: null, stderr: 'no\n', when: 'before' } })
  })

  test('that ends well while an answer is owed has failed all the same', async () => {
    const socket = start('sh', '-c', 'read line')
    socket.write('a question\n')

    expect(await endOf(socket)).toMatchObject({ end: { code: 0, when: 'before' } })
  })

  test('that is gone between two answers can be told from one that never gave any', async () => {
    const socket = start('sh', '-c', 'read line; echo answer; read line')
    socket.write('a question\n')
    await once(socket, 'data')
    socket.write('another\n')

    expect(await endOf(socket)).toMatchObject({ end: { code: 0, when: 'between' } })
  })

  test('that cannot be started ends it with the reason', async () => {
    expect(await endOf(start('/nowhere/ssh'))).toMatchObject({ cause: { code: 'ENOENT' } })
  })

  test('ends with it', async () => {
    const socket = start('sleep', '60')
    socket.destroy()

    await expect(socket.gone).resolves.toBeUndefined()
  })

  test('ends when it has rested for long', async () => {
    const socket = start('cat')
    socket.rest(50)

    await once(socket, 'close')
    await expect(socket.gone).resolves.toBeUndefined()
  })

  test('that ends at rest ends it, well or not, though nobody reads', async () => {
    for (const code of [0, 1]) {
      const socket = start('sh', '-c', `sleep 0.1; exit ${code}`)
      socket.rest(60_000)
      await once(socket, 'close')
    }
  })

  test('goes on after a rest', async () => {
    const socket = start('cat')
    socket.rest(50)
    socket.ref()
    await sleep(100)
    socket.write('still there')

    expect(String((await once(socket, 'data'))[0])).toBe('still there')
  })
})
