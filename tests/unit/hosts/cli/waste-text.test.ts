import { describe, expect, it } from 'vitest'
import { describeWaste } from '../../../../src-main/hosts/cli/waste-text.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { findWaste } from '../../../../src-main/model/image-waste.ts'
import { chainOfLayer } from '../../../../src-main/model/lower-chain.ts'
import { viewImageWaste, type WasteFacts } from '../../../../src-main/views/image-waste.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { file, fileTreeOf, whiteout } from '../../../helpers/builders/file-tree-of.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'

const inventory = buildInventory(fiveContainers())
const [image] = viewReport(inventory).images

function textOf(change: Partial<WasteFacts> = {}): string {
  const places = chainOfLayer('final', inventory)!.toReversed()
  const sketches = [
    { 'big.bin': file({ allocated: 8_000_000, apparent: 8_000_000 }), 'gone.bin': file({ allocated: 4_000_000 }) },
    { 'big.bin': file({ allocated: 8_000_000, apparent: 8_000_000 }), 'gone.bin': whiteout() },
  ]
  const layers = places.map((place, i) => ({ ...place, tree: fileTreeOf(sketches[i]!), opaque: new Set<number>() }))
  const facts = { imageId: 'final', platform: null, how: 'overlay', source: 'walk', opaqueBecause: null } as const
  return describeWaste(image!, viewImageWaste(findWaste(layers), places, { ...facts, ...change }))
}

/** Rows of a text, columns one space apart. */
const rows = (text: string) => text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' '))

describe('what an image wastes', () => {
  it('says how much, which files, and which steps', () => {
    const text = rows(textOf())
    expect(text[1]).toBe('12.0 MB of 20.0 MB were overwritten or deleted by later steps')
    expect(text[2]).toBe('8.00 MB of that by steps that changed no byte of a file: chmod, chown')
    const [base, final] = chainOfLayer('final', inventory)!
      .map(({ createdBy }) => createdBy)
      .reverse()
    expect(text).toContain(`8.00 MB /big.bin metadata only ${base} ${final}`)
    expect(text).toContain(`4.00 MB /gone.bin deleted ${base} ${final}`)
    expect(text).toContain(`12.0 MB 12.0 MB 0 B ${base}`)
  })

  it('says what its numbers mean, and why they are bounds', () => {
    const text = textOf({ how: 'full-copy', source: 'tar-split', opaqueBecause: 'not-allowed' })
    expect(text).toContain('full copies')
    expect(text).toContain('blocks are not known')
    expect(text).toContain('A lower bound: only root sees')
  })
})
