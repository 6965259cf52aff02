import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { viewOverview } from '../../../../src-main/views/overview.ts'
import {
  countsInit,
  layersSizeNotes,
  notCountedBytes,
} from '../../../../src-renderer/components/overview/layers-size-notes.ts'
import { overviewView } from '../../../e2e/support/shown-overview.ts'
import { PARTS, plainStore, SNAPSHOTS } from '../../../helpers/builders/plain-store.ts'

const TAKEN_AT = '2026-11-21T14:32:00.000Z'
const words = {
  t: (key: string, named?: Record<string, string>) => (named === undefined ? key : Object.values(named).join(' ')),
  text: String,
}
const storeView = (version: string) => viewOverview(buildInventory(plainStore({ version })))

describe('what Docker’s size of images is made of', () => {
  it('is a line for each part that holds something', () => {
    expect(layersSizeNotes(storeView('28.5.2').layersSize, words)).toEqual([
      'overview.sizeOfImages',
      `part.image-layers ${PARTS.images}`,
      `part.build-cache ${PARTS.buildCache}`,
      `part.writable-layers ${SNAPSHOTS.web}`,
      `part.init-layers ${SNAPSHOTS['web-init']}`,
      `part.other ${SNAPSHOTS['extract-1']}`,
      `part.content ${PARTS.content}`,
    ])
  })

  it('ends with what the parts do not explain', () => {
    const off = viewOverview(buildInventory(plainStore({ layersSize: PARTS.everySnapshot + PARTS.content + 512 })))
    expect(layersSizeNotes(off.layersSize, words).at(-1)).toBe('part.unexplained 512')
  })

  it('says nothing where it is the images alone, or where there is no engine', () => {
    expect(layersSizeNotes(overviewView({ takenAt: TAKEN_AT }).layersSize, words)).toEqual([])
    expect(layersSizeNotes(null, words)).toEqual([])
  })
})

describe('what none of Docker’s figures counts', () => {
  it('holds init layers only where Docker’s size of images does not', () => {
    const [all, images] = [storeView('28.5.2'), storeView('29.6.0')]
    expect([countsInit(all), countsInit(images)]).toEqual([true, false])
    // The init layer that a legacy layer keeps is with its image in both.
    expect((notCountedBytes(images) ?? 0) - (notCountedBytes(all) ?? 0)).toBe(
      SNAPSHOTS['web-init'] + SNAPSHOTS['gone-init'],
    )
  })

  it('is not said before all of it is exact', () => {
    const doubt = { logs: { kind: 'at-least', bytes: 5, because: 'read-error' } } as const
    expect(notCountedBytes(overviewView({ takenAt: TAKEN_AT, doubt }))).toBeNull()
  })
})
