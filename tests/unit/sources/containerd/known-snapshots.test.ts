import { describe, expect, it } from 'vitest'
import { layersBelow, type KnownSnapshot } from '../../../../src-main/sources/containerd/known-snapshots.ts'
import type { SnapshotRole } from '../../../../src-main/sources/containerd/snapshot-role.ts'
import { aSnapshot } from '../../../helpers/builders/containerd-says.ts'

const cached = (snapshotKey: string): SnapshotRole => ({ kind: 'build-cache', snapshotKey })
const layer = (chainId: string): SnapshotRole => ({ kind: 'layer', chainId })
const init = (containerId: string): SnapshotRole => ({ kind: 'init-layer', containerId })

function known(name: string, parent: string | null, role: SnapshotRole = cached(name)): KnownSnapshot {
  return { fact: aSnapshot(name, { parent }), role, surroundings: null }
}

/** Chain ID and container of what is below each. */
function below(...snapshots: readonly KnownSnapshot[]) {
  const look = layersBelow(snapshots)
  const seen = ({ fact }: KnownSnapshot) => {
    const { chainId, initOf } = look(fact)
    return [fact.name, [chainId, initOf]] as const
  }
  // Whoever asks first, the answer is the same.
  const answers = Object.fromEntries(snapshots.map(seen))
  expect(Object.fromEntries([...snapshots].reverse().map(seen))).toEqual(answers)
  return answers
}

describe('the layer below a snapshot', () => {
  it('is the nearest one, through the build cache and init snapshots in between', () => {
    const bottom = known('bottom', null, layer('bottom'))
    const top = known('top', 'step', layer('top'))
    const found = below(
      bottom,
      known('a-init', 'bottom', init('a')),
      known('b-init', 'a-init', init('b')),
      known('step', 'b-init'),
      top,
      known('web', 'top'),
    )
    expect(found).toEqual({
      bottom: [null, null],
      'a-init': ['bottom', null],
      'b-init': ['bottom', 'a'],
      step: ['bottom', 'b'],
      top: ['bottom', 'b'],
      web: ['top', null],
    })
  })

  it('is none where a parent is unknown, or a chain goes round', () => {
    expect(below(known('x', 'gone'), known('y', 'x-init'), known('x-init', 'x', init('x')))).toEqual({
      x: [null, null],
      y: [null, 'x'],
      'x-init': [null, null],
    })
    expect(below(known('x', 'y'), known('y', 'x'))).toEqual({ x: [null, null], y: [null, null] })
  })

  it('is that of its own namespace', () => {
    const other = { ...known('base', null, layer('base')), fact: aSnapshot('base', { namespace: 'k8s.io' }) }
    expect(below(other, known('x', 'base'))['x']).toEqual([null, null])
  })

  it('is looked for once for each snapshot, however long the chain', () => {
    let reads = 0
    const snapshots = Array.from({ length: 2000 }, (_, i): KnownSnapshot => {
      const each = known(`${i}`, null)
      const fact = {
        ...each.fact,
        get parent() {
          reads++
          return i === 0 ? null : `${i - 1}`
        },
      }
      return { ...each, fact }
    })
    const look = layersBelow(snapshots)
    for (const { fact } of snapshots.toReversed()) expect(look(fact)).toEqual({ chainId: null, initOf: null })
    expect(reads).toBeLessThan(5 * snapshots.length)
  })
})
