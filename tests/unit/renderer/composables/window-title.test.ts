import { describe, expect, it } from 'vitest'
import { windowTitle } from '../../../../src-renderer/composables/window-title.ts'

const NOTHING = { object: null, page: 'Containers', subject: null, app: 'Plimsoll' }
const DIGITS = 'ab12cd34ef56'.repeat(6).slice(0, 64)

describe('windowTitle', () => {
  it.each([
    [{}, 'Containers – Plimsoll'],
    [{ page: '' }, 'Plimsoll'],
    [{ object: 'web-1' }, 'web-1 – Containers – Plimsoll'],
    [{ object: 'web-1', subject: 'build-host' }, 'web-1 – Containers – build-host – Plimsoll'],
    [{ object: DIGITS }, 'ab12cd34ef56 – Containers – Plimsoll'],
    [{ object: `sha256:${DIGITS}` }, 'ab12cd34ef56 – Containers – Plimsoll'],
  ])('of %j is %s', (parts, title) => {
    expect(windowTitle({ ...NOTHING, ...parts })).toBe(title)
  })
})
