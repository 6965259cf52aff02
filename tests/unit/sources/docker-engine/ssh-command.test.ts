import { execFileSync } from 'node:child_process'

import { describe, expect, test } from 'vitest'

import { sshArguments } from '../../../../src-main/sources/docker-engine/ssh-command.ts'

const host = { kind: 'ssh', user: null, host: 'host', port: null, socketPath: null } as const

describe('the command line of ssh', () => {
  test('asks nothing, shares nothing and ends its options before the host', () => {
    const args = sshArguments({ ...host, user: 'me', port: 2222 })

    expect(args).toEqual(expect.arrayContaining(['BatchMode=yes', 'ControlMaster=no', 'ClearAllForwardings=yes']))
    expect(args.slice(-7)).toEqual(['-l', 'me', '-p', '2222', '--', 'host', 'docker system dial-stdio'])
  })

  test('leaves user and port to the configuration when they are not given', () => {
    expect(sshArguments(host).slice(-4)).toEqual(['-x', '--', 'host', 'docker system dial-stdio'])
  })

  test.each(['/run/user/1000/docker.sock', '/a b/it\'s; echo $HOME `id` \\ "*"/docker.sock'])(
    'hands the socket %s through the shell over there',
    (socketPath) => {
      const command = sshArguments({ ...host, socketPath }).at(-1) ?? ''

      const words = execFileSync('sh', ['-c', command.replace(/^docker /, "printf '%s\\n' ")], { encoding: 'utf8' })
      expect(words.split('\n')).toEqual(['--host', `unix://${socketPath}`, 'system', 'dial-stdio', ''])
    },
  )
})
