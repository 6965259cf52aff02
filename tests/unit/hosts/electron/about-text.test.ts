import { describe, expect, it } from 'vitest'
import { aboutText, TESTED_ENGINES } from '../../../../src-main/hosts/electron/about-text.ts'
import type { EngineVersion } from '../../../helpers/engines/engine.ts'

const PROGRAM = { version: '1.2.3', licence: 'MIT', homepage: 'https://h.example/', problems: 'https://p.example/' }
const AROUND = { electron: '45.4.1', chrome: '156.0.1', node: '24.21.0', system: 'Linux 6.1 x64' }

describe('aboutText', () => {
  it('names the program and all that it runs on', () => {
    const { title, detail } = aboutText('en', PROGRAM, AROUND)
    expect(title).toBe('Plimsoll 1.2.3')
    expect(detail.split('\n')).toEqual([
      'Docker disk usage, to the byte.',
      '',
      'Tested with Docker 20.10, 26.1, 28.5',
      'Licence MIT',
      '',
      'Electron 45.4.1',
      'Chromium 156.0.1',
      'Node.js 24.21.0',
      'Linux 6.1 x64',
    ])
  })

  it('names the engines that there are tests with', () => {
    // The compiler holds it to the engines of the rig.
    const tested: readonly EngineVersion[] = TESTED_ENGINES
    const all: Readonly<Record<EngineVersion, true>> = { '20.10': true, '26.1': true, '28.5': true }
    expect(tested).toEqual(Object.keys(all))
  })
})
