import { describe, expect, test } from 'vitest'

import { parseHost } from '../../../../src-main/sources/docker-engine/parse-host.ts'
import { sshUrl } from '../../../../src-main/sources/docker-engine/parse-ssh-host.ts'

const read = (address: string) => parseHost(address, 'linux')

describe('an address of SSH', () => {
  const plain = { kind: 'ssh', user: null, host: 'host', port: null, socketPath: null }

  test.each([
    ['ssh://host', plain],
    ['ssh://host/', plain],
    ['ssh://host//', plain],
    ['ssh://build_host.Example.org', { ...plain, host: 'build_host.Example.org' }],
    ['ssh://me@host:2222', { ...plain, user: 'me', port: 2222 }],
    ['ssh://me@corp@host', { ...plain, user: 'me@corp' }],
    ['ssh://me%40corp@host', { ...plain, user: 'me@corp' }],
    ['ssh://host/run/user/1000/docker.sock', { ...plain, socketPath: '/run/user/1000/docker.sock' }],
    ['ssh://host/a%20b/c@d:e', { ...plain, socketPath: '/a b/c@d:e' }],
    ['ssh://[fe80::1%eth0]:22', { ...plain, host: 'fe80::1%eth0', port: 22 }],
  ])('%s is taken apart', (address, transport) => {
    expect(read(address)).toEqual(transport)
  })

  test.each([
    ['ssh://me@[::1]:22/run/docker.sock', 'ssh://me@[::1]:22/run/docker.sock'],
    ['ssh://host/', 'ssh://host'],
  ])('%s is shown as %s', (address, shown) => {
    const host = read(address)
    expect(host.kind === 'ssh' ? sshUrl(host) : null).toBe(shown)
  })

  test.each([
    'ssh://',
    'ssh:///run/docker.sock',
    'ssh://-oProxyCommand=reboot',
    'ssh://-oProxyCommand=reboot@host',
    'ssh://@host',
    'ssh://host;reboot',
    'ssh://$(reboot)',
    'ssh://`reboot`@host',
    'ssh://a|b@host',
    'ssh://me%24HOME@host',
    'ssh://host name',
    'ssh://host\nname',
    'ssh://me:secret@host',
    'ssh://host:0',
    'ssh://host:65536',
    'ssh://host:22a',
    'ssh://::1',
    'ssh://[host]',
    'ssh://[::1',
    'ssh://host?query',
    'ssh://host/path?query',
    'ssh://host/path#part',
    'ssh://host/a%0ab',
    'ssh://host/100%',
  ])('%j is bad input', (address) => {
    expect(() => read(address)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  test('with a password is refused with the reason', () => {
    expect(() => read('ssh://me:secret@host')).toThrow(/SSH logs in with a key/)
  })
})
