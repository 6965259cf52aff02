import { describe, expect, it } from 'vitest'
import { roleOf, type NamedSnapshot } from '../../../../src-main/sources/containerd/snapshot-role.ts'
import { hex } from '../data-root.ts'

const [ID, KEY] = [hex('container'), 'hzhp5u0bq6g7qzx9p01l2wuez']
const CHAIN = `sha256:${hex('chain')}`

function role(change: Partial<NamedSnapshot>) {
  return roleOf({
    namespace: 'moby',
    name: KEY,
    kind: 'committed',
    kept: true,
    leased: false,
    temporary: false,
    ...change,
  })
}

describe('a snapshot', () => {
  it.each([
    [CHAIN, 'committed', { kind: 'layer', chainId: CHAIN }],
    [`${ID}-init`, 'committed', { kind: 'init-layer', containerId: ID }],
    [`${ID}-init-key`, 'active', { kind: 'init-layer', containerId: ID }],
    [`${ID}-init-100000-100000`, 'committed', { kind: 'init-layer', containerId: ID }],
    [KEY, 'committed', { kind: 'build-cache', snapshotKey: KEY }],
    [KEY, 'active', { kind: 'build-cache', snapshotKey: KEY }],
    [KEY, 'view', { kind: 'build-cache', snapshotKey: KEY }],
    [`${KEY}-view`, 'view', { kind: 'build-view', snapshotKey: KEY }],
    [`${CHAIN}-view`, 'view', { kind: 'build-view', snapshotKey: CHAIN }],
    [`extract-1-ab ${CHAIN}`, 'active', { kind: 'unpacking' }],
    [`tmp-${KEY} ${CHAIN}`, 'active', { kind: 'unpacking' }],
    [`${ID}-parent-view-7`, 'view', { kind: 'unpacking' }],
    [`${ID}-view-7-ab`, 'view', { kind: 'unpacking' }],
    [`${ID}-0-0-7-ab-remap`, 'active', { kind: 'unpacking' }],
    ['of-somebody', 'active', { kind: 'unknown' }],
    [CHAIN, 'active', { kind: 'unknown' }],
  ] as const)('called %s and %s is %j', (name, kind, expected) => {
    expect(role({ name, kind })).toEqual(expected)
  })

  it('with the ID of a container is its own only with the lease that the engine makes for each', () => {
    expect(role({ name: ID, kind: 'active', leased: true })).toEqual({ kind: 'writable-layer', containerId: ID })
    expect(role({ name: ID, kind: 'active', temporary: true })).toEqual({ kind: 'unpacking' })
    expect(role({ name: ID, kind: 'committed', temporary: true })).toEqual({ kind: 'unpacking' })
  })

  it('that nothing keeps is unreferenced, whatever its name', () => {
    for (const name of [CHAIN, ID, KEY, 'x']) expect(role({ name, kept: false })).toEqual({ kind: 'unreferenced' })
  })

  it('that only looked at another is waiting for the collector then, and nobody to accuse', () => {
    expect(role({ name: `${KEY}-view`, kind: 'view', kept: false })).toEqual({ kind: 'unpacking' })
  })

  it.each(['k8s.io', 'default', 'mobydick', 'moby-dick', 'buildkit', 'buildkit_history'])(
    'of the namespace %s is not judged',
    (namespace) => {
      expect(role({ namespace, kept: false })).toEqual({ kind: 'other-namespace', namespace })
    },
  )

  it.each(['moby-100000.100000', 'moby'])('of the namespace %s is the engine’s', (namespace) => {
    expect(role({ namespace, name: CHAIN }).kind).toBe('layer')
  })

  it.each(['moby_history', 'moby-100000.100000_history'])('of what builds leave in %s is build cache', (namespace) => {
    expect(role({ namespace, name: CHAIN })).toEqual({ kind: 'build-cache', snapshotKey: CHAIN })
  })
})
