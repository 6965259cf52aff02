import { describe, expect, it } from 'vitest'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'

const NODE = { execPath: '/usr/bin/node', versions: {} }
const ELECTRON = { execPath: '/opt/Plimsoll/plimsoll', versions: { electron: '45.4.1' } }

describe('locateProgramFiles', () => {
  it('finds them from source', () => {
    const files = locateProgramFiles('file:///p/src-main/entries/cli.ts', NODE)
    expect(files.walkProcess.href).toBe('file:///p/src-main/sources/disk/walk-process.ts')
    expect(files.scanner).toMatchObject({
      ...{ node: '/usr/bin/node', environment: {}, entry: '/p/src-main/entries/scan-helper.ts' },
      files: ['/p/src-main', '/p/package.json'],
    })
  })

  it('finds them in what was built', () => {
    const files = locateProgramFiles('file:///p/out/main/cli.js', NODE)
    expect(files.walkProcess.href).toBe('file:///p/out/main/walk-process.js')
    expect([files.renderer, files.sample]).toEqual(['/p/out/renderer', '/p/resources/sample/world.json.gz'])
    expect(files.scanner.files).toEqual(['/p/out/main', '/p/package.json'])
  })

  it('leaves to Electron what is in its archive, and takes what others run from beside it', () => {
    const resources = '/opt/Plimsoll/resources'
    const files = locateProgramFiles(`file://${resources}/app.asar/out/main/electron.js`, ELECTRON)
    expect(files.renderer).toBe(`${resources}/app.asar/out/renderer`)
    expect(files.sample).toBe(`${resources}/app.asar/resources/sample/world.json.gz`)
    expect(files.walkProcess.href).toBe(`file://${resources}/app.asar.unpacked/out/main/walk-process.js`)
    expect(files.scanner).toMatchObject({
      node: '/opt/Plimsoll/plimsoll',
      environment: { ELECTRON_RUN_AS_NODE: '1' },
      entry: `${resources}/app.asar.unpacked/out/main/scan-helper.js`,
      files: [`${resources}/app.asar.unpacked/out/main`, `${resources}/app.asar.unpacked/package.json`],
    })
  })

  it('takes a folder that only looks like an archive for what it is', () => {
    const files = locateProgramFiles('file:///home/me/app.asar/plimsoll/out/main/cli.js', NODE)
    expect(files.walkProcess.href).toBe('file:///home/me/app.asar/plimsoll/out/main/walk-process.js')
  })
})
