import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Endpoint } from '../../../../src-main/sources/docker-engine/endpoint.ts'

/** A program called `ssh` in a folder of its own: what it does instead of logging in is up to the test. */
export interface SshStandIn {
  /** With the program first in its PATH. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Process IDs of all that were started, in order. */
  readonly started: () => readonly number[]
  readonly running: () => readonly number[]
  /** Resolves once no more than `count` of them run. Rejects after a while. */
  readonly dwindled: (count: number) => Promise<void>
  readonly remove: () => void
}

/** `script` is the program's body: JavaScript with `net` in scope. */
export function sshStandIn(script: string): SshStandIn {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-ssh-'))
  const log = join(folder, 'started')
  const program = join(folder, 'ssh')
  const start = `require('node:fs').appendFileSync(${JSON.stringify(log)}, process.pid + '\\n')`
  writeFileSync(log, '')
  writeFileSync(program, `#!${process.execPath}\nconst net = require('node:net')\n${start}\n${script}\n`)
  chmodSync(program, 0o755)
  const started = () => readFileSync(log, 'utf8').trim().split('\n').filter(Boolean).map(Number)
  const running = () => started().filter(isRunning)
  return {
    environment: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    started,
    running,
    dwindled: async (count) => {
      for (let i = 0; running().length > count; i += 1) {
        if (i === 250) throw new Error(`${running().length} of them still run`)
        await sleep(20)
      }
    },
    remove: () => {
      rmSync(folder, { recursive: true })
    },
  }
}

/** The body of a program that passes on to a socket, like `docker system dial-stdio` at the far end. */
export function passingOn(socket: string): string {
  return `
    const far = net.connect(${JSON.stringify(socket)})
    process.stdin.pipe(far)
    far.pipe(process.stdout)
    far.on('close', () => process.exit(0))
    far.on('error', (error) => { console.error('dial unix: ' + error.message); process.exit(1) })`
}

export const SSH_ENDPOINT: Endpoint = {
  url: 'ssh://host',
  how: 'flag',
  context: null,
  transport: { kind: 'ssh', user: null, host: 'host', port: null, socketPath: null },
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
