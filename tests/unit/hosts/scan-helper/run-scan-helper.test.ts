import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { finish } from '../../../helpers/run-process.ts'
import { makeDataRoot } from '../../sources/data-root.ts'

const ENTRY = fileURLToPath(new URL('../../../../src-main/entries/scan-helper.ts', import.meta.url))

describe('the scanner', () => {
  it.each([[[]], [['--help']], [['--answer', 'more']]])('explains itself when started with %j', async (args) => {
    const { code, stdout, stderr } = await finish([process.execPath, ENTRY, ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/the scanner of Plimsoll.*opens nothing for writing/s)
  })

  it('ends without a question', async () => {
    const { code, stdout, stderr } = await finish([process.execPath, ENTRY, '--answer'])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ say: 'ready', protocol: 4 })
  })

  it('does not talk to strangers', async () => {
    const child = spawn(process.execPath, [ENTRY, '--answer'])
    let words = ''
    child.stderr.on('data', (text: Buffer) => (words += text.toString()))
    child.stdin.write('GET / HTTP/1.1\r\n')
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, words]).toEqual([2, 'the message is not JSON: "GET / HTTP/1.1\\r"\n'])
  })

  it('ends with its input, whatever it is doing', async () => {
    const root = makeDataRoot()
    for (let i = 0; i < 2000; i += 1) root.directory(`volumes/data/_data/${i}`)
    const child = spawn(process.execPath, [ENTRY, '--answer'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ask = (question: object): void => void child.stdin.write(`${JSON.stringify(question)}\n`)
    ask({ ask: 'metadata', path: root.path, role: 'data-root', current: null, own: [], live: false })
    child.stdout.on('data', (text: Buffer) => {
      if (!text.includes('"metadata"')) return
      ask({ ask: 'walk', path: root.path, processes: 2, known: [] })
      child.stdin.end()
    })
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  })
})
