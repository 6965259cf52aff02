import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pathToBytes } from '../../src-main/sources/disk/path-bytes.ts'
import { readOpaque, type OpaqueRequest } from '../../src-main/sources/files/overlay-attributes.ts'
import { makeRoot } from '../unit/sources/disk/walk-fixture.ts'

/** Names that a list of names, a command line or an archive could take for something else. */
const NAMES = [
  'plain',
  '--directory',
  'new\nline',
  'a b',
  'b\udcff\udc80',
  'ä',
  'l'.repeat(200),
  `${'d/'.repeat(120)}e`,
]

const MARK = `import os,sys
for arg in sys.argv[2:]:
  path,name,value=arg.split('=')
  p=os.path.join(os.fsencode(sys.argv[1]),bytes.fromhex(path))
  os.makedirs(p,exist_ok=True)
  if name: os.setxattr(p,name,value.encode())`

/** Makes directories with an attribute; '' for none. */
function mark(root: string, marks: readonly (readonly [path: string, name: string, value: string])[]): void {
  const words = marks.map(([path, name, value]) => `${pathToBytes(path).toString('hex')}=${name}=${value}`)
  execFileSync('python3', ['-c', MARK, root, ...words])
}

const ask = (root: string, directories: readonly string[], change: Partial<OpaqueRequest> = {}) =>
  readOpaque({ root, directories, rootless: false, ...change })

describe('opaque directories', () => {
  it.each(['trusted', 'user'])('are told by the attribute that %s.overlay has, whatever their names', async (space) => {
    const root = makeRoot()
    mark(root, [
      ...NAMES.map((name) => [name, `${space}.overlay.opaque`, 'y'] as const),
      ['merged', `${space}.overlay.impure`, 'y'],
      ['other', `${space}.overlay.opaque`, 'x'],
      ['none', '', ''],
    ])
    const directories = ['none', ...NAMES, 'merged', 'other']
    const found = await ask(root, directories, { rootless: space === 'user' })
    expect(found).toEqual(new Set(NAMES.map((_, i) => i + 1)))
  })

  it('are found among those that are there, when others have gone', async () => {
    const root = makeRoot()
    mark(root, [['here', 'trusted.overlay.opaque', 'y']])
    expect(await ask(root, ['gone', 'here'])).toEqual(new Set([1]))
  })

  it('are asked for no further than their own directory', async () => {
    const root = makeRoot()
    mark(root, [
      ['d', '', ''],
      ['d/inside', 'trusted.overlay.opaque', 'y'],
    ])
    expect(await ask(root, ['d'])).toEqual(new Set())
  })

  it('are not known without tar, or with one that cannot tell', async () => {
    const root = makeRoot()
    mark(root, [['d', 'trusted.overlay.opaque', 'y']])
    const other = `${root}/tar`
    writeFileSync(other, '#!/bin/sh\necho "tar: unrecognized option: xattrs" >&2\nexit 1\n')
    chmodSync(other, 0o755)
    expect(await ask(root, ['d'], { tar: `${root}/nothing` })).toBe('no-tar')
    expect(await ask(root, ['d'], { tar: other })).toBe('no-tar')
    expect(await ask(root, ['d'], { tar: '/bin/false' })).toBe('failed')
  })

  it('are not known to root without the right to see them, as in a container', () => {
    const root = makeRoot()
    mark(root, [['d', 'trusted.overlay.opaque', 'y']])
    const module = fileURLToPath(new URL('../../src-main/sources/files/overlay-attributes.ts', import.meta.url))
    const script = `import { readOpaque } from '${module}'
      console.log(await readOpaque({ root: '${root}', directories: ['d'], rootless: false }))`
    const node = [process.execPath, '--input-type=module-typescript', '-e', script]
    const answer = execFileSync('setpriv', ['--bounding-set', '-sys_admin', ...node])
      .toString()
      .trim()
    expect(answer).toBe('not-allowed')
  })

  it('ends when nobody waits any more', async () => {
    const root = makeRoot()
    mark(root, [['d', '', '']])
    await expect(ask(root, ['d'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })
})
