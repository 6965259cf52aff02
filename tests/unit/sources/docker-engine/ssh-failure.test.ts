import { describe, expect, test } from 'vitest'

import { ProcessEnded, type ProcessEnd } from '../../../../src-main/sources/docker-engine/process-ended.ts'
import { sshFailure } from '../../../../src-main/sources/docker-engine/ssh-failure.ts'

const END: ProcessEnd = { program: 'ssh', code: 255, signal: null, stderr: '', when: 'before' }

function failure(end: Partial<ProcessEnd>, cause?: unknown) {
  return sshFailure(new ProcessEnded({ ...END, ...end }, cause), 'ssh://me@host', 'GET /_ping')
}

const CHANGED = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key for [127.0.0.1]:2299 has changed and you have requested strict checking.
Host key verification failed.
`
const STREAM = 'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect:'
const UNKNOWN_COMMAND =
  "docker: unknown command: docker system dial-stdio\n\nRun 'docker system --help' for more information\n"

// What OpenSSH 9.2 and docker 20.10 and 28.5 really print.
describe('the end of ssh', () => {
  test.each([
    ['host-key-unknown', 'engine-unreachable', 255, 'Host key verification failed.\r\n'],
    ['host-key-changed', 'engine-unreachable', 255, CHANGED],
    ['login-refused', 'engine-permission-denied', 255, 'me@host: Permission denied (publickey,password).\r\n'],
    ['no-such-host', 'engine-unreachable', 255, 'ssh: Could not resolve hostname host: Name or service not known\r\n'],
    ['no-answer', 'engine-unreachable', 255, 'ssh: connect to host host port 22: Connection refused\r\n'],
    ['no-answer', 'engine-unreachable', 255, 'Connection timed out during banner exchange\r\n'],
    ['no-docker', 'engine-unreachable', 127, 'bash: line 1: docker: command not found\n'],
    ['no-docker', 'engine-unreachable', 127, 'sh: 1: docker: not found\n'],
    ['old-docker', 'engine-too-old', 1, UNKNOWN_COMMAND],
    ['engine-forbidden', 'engine-permission-denied', 1, `${STREAM} permission denied\n`],
    ['engine-down', 'engine-unreachable', 1, `${STREAM} no such file or directory\n`],
    ['engine-down', 'engine-unreachable', 1, `${STREAM} connection refused\n`],
    ['other', 'engine-unreachable', 3, 'what nobody knows\n'],
  ])('is told as %s, %s', (ssh, code, exitCode, stderr) => {
    expect(failure({ code: exitCode, stderr })).toMatchObject({
      code,
      context: { endpoint: 'ssh://me@host', request: 'GET /_ping', ssh, exitCode },
    })
  })

  test('quotes the line that tells, not those that a shell over there greets with', () => {
    const stderr = 'Welcome to host\nno fortune today\nbash: line 1: docker: command not found\n'

    const { message, context } = failure({ code: 127, stderr })
    expect(context['detail']).toBe('bash: line 1: docker: command not found')
    expect(message).toContain('at ssh://me@host: bash: line 1: docker: command not found. ')
  })

  test('quotes the first lines of what it does not know', () => {
    expect(failure({ stderr: '\none\ntwo\n\nthree\nfour\n' }).context['detail']).toBe('one / two / three')
  })

  test('without a word says how it ended', () => {
    expect(failure({}).message).toMatch(/ssh ended with 255\.$/)
    expect(failure({ code: null, signal: 'SIGKILL' }).message).toMatch(/ssh was ended by SIGKILL\.$/)
  })

  test('says that a passphrase is not asked for', () => {
    expect(failure({ stderr: 'me@host: Permission denied (publickey).\n' }).message).toContain('unlock your key first')
  })

  test('in the middle of an answer is the end of the engine’s connection', () => {
    expect(failure({ when: 'during', stderr: 'Timeout, server host not responding.\n' })).toMatchObject({
      code: 'engine-died',
      context: { detail: 'Timeout, server host not responding.' },
    })
  })

  test('that was never started says that there is no ssh', () => {
    const cause = Object.assign(new Error('spawn ssh ENOENT'), { code: 'ENOENT' })

    expect(failure({ code: null }, cause)).toMatchObject({ code: 'engine-unreachable', context: { ssh: 'no-ssh' } })
  })
})
