import { describe, expect, it } from 'vitest'
import { collectorMarks } from '../../../../src-main/sources/containerd/collector-marks.ts'
import type {
  ContainerdNamespace,
  ImageRecord,
  LeaseRecord,
  SnapshotRecord,
} from '../../../../src-main/sources/containerd/containerd-metadata.ts'

type Labels = Readonly<Record<string, string>>

const NOW = Date.parse('2026-11-21T12:00:00Z')
const [PAST, FUTURE] = ['2026-11-21T11:59:59Z', '2026-11-21T14:00:01+02:00']

const labelsOf = (labels: Labels = {}) => new Map(Object.entries(labels))
const blob = (digest: string, labels?: Labels) => ({ digest, size: 1, labels: labelsOf(labels) })

function snapshot(name: string, parent: string | null = null, labels?: Labels): SnapshotRecord {
  return { snapshotter: 's', name, key: name, parent, labels: labelsOf(labels), createdAt: null, updatedAt: null }
}

function image(name: string, target: string, labels?: Labels): ImageRecord {
  return { name, target, mediaType: '', labels: labelsOf(labels), createdAt: null, updatedAt: null }
}

function lease(
  id: string,
  { labels = {}, ...keeps }: Partial<Omit<LeaseRecord, 'labels'>> & { labels?: Labels } = {},
): LeaseRecord {
  return {
    id,
    labels: labelsOf(labels),
    createdAt: null,
    content: [],
    snapshots: [],
    ingests: [],
    images: [],
    ...keeps,
  }
}

type Parts = Partial<Omit<ContainerdNamespace, 'blobs'>> & { readonly blobs?: readonly ReturnType<typeof blob>[] }

function namespace({ blobs = [], ...parts }: Parts): ContainerdNamespace {
  return {
    name: 'moby',
    images: [],
    ingests: [],
    leases: [],
    snapshots: [],
    containers: [],
    sandboxes: [],
    ...parts,
    blobs: new Map(blobs.map((each) => [each.digest, each])),
  }
}

/** Digests and names of snapshots that are kept, of all that there are. */
function kept(...namespaces: ContainerdNamespace[]): readonly string[] {
  const marks = collectorMarks(namespaces, NOW)
  return namespaces.flatMap(({ name, blobs, snapshots }) => [
    ...[...blobs.keys()].filter((digest) => marks.keepsBlob(name, digest)),
    ...snapshots.filter((each) => marks.keepsSnapshot(name, each.snapshotter, each.name)).map((each) => each.name),
  ])
}

const REF = 'containerd.io/gc.ref'

describe("containerd's collector", () => {
  it('keeps nothing by itself', () => {
    expect(kept(namespace({ blobs: [blob('a')], snapshots: [snapshot('x')] }))).toEqual([])
  })

  it('keeps what an image leads to, by labels and by parents', () => {
    const blobs = [
      blob('index', { [`${REF}.content.m.0`]: 'manifest', [`${REF}.content/x`]: 'slash', [`${REF}.content`]: 'bare' }),
      blob('manifest', { [`${REF}.content.config`]: 'config', [`${REF}.content.l.0`]: 'not here' }),
      blob('config', { [`${REF}.snapshot.s/any`]: 'top', [`${REF}.content.moby/container.config`]: 'attached' }),
      ...['slash', 'bare', 'attached', 'other'].map((name) => blob(name)),
    ]
    const snapshots = [snapshot('top', 'bottom'), snapshot('bottom'), snapshot('side', 'bottom')]
    const all = namespace({ images: [image('x', 'index')], blobs, snapshots })
    expect(kept(all)).toEqual(['index', 'manifest', 'config', 'slash', 'bare', 'attached', 'top', 'bottom'])
    expect(collectorMarks([all], NOW).blobsOfImage('moby', 'x')).toEqual(
      ['index', 'manifest', 'config', 'slash', 'bare', 'attached'].sort(),
    )
  })

  it('takes labels that only look like references for none', () => {
    const labels = { [`${REF}.contents`]: 'b', [`${REF}.snapshot`]: 'x', [`${REF}.container`]: 'b', other: 'b' }
    const all = namespace({
      images: [image('i', 'a')],
      blobs: [blob('a', labels), blob('b')],
      snapshots: [snapshot('x')],
    })
    expect(kept(all)).toEqual(['a'])
  })

  it('keeps what has a root label, whatever it says', () => {
    const root = { 'containerd.io/gc.root': '' }
    expect(
      kept(namespace({ blobs: [blob('a', root), blob('b')], snapshots: [snapshot('x', 'y', root), snapshot('y')] })),
    ).toEqual(['a', 'x', 'y'])
  })

  it("keeps a container's snapshot", () => {
    const containers = [{ id: 'c', snapshotter: 's', snapshotKey: 'x', labels: labelsOf() }]
    expect(kept(namespace({ containers, snapshots: [snapshot('x', 'y'), snapshot('y'), snapshot('z')] }))).toEqual([
      'x',
      'y',
    ])
  })

  it('follows references of sandboxes, and images that are referred to', () => {
    const sandboxes = [labelsOf({ [`${REF}.image`]: 'old' })]
    const images = [image('old', 'a', { 'containerd.io/gc.expire': PAST })]
    expect(kept(namespace({ sandboxes, images, blobs: [blob('a'), blob('b')] }))).toEqual(['a'])
  })

  it('keeps no image that has expired', () => {
    const expire = (at: string) => ({ 'containerd.io/gc.expire': at })
    const images = [image('a', 'a', expire(PAST)), image('b', 'b', expire(FUTURE)), image('c', 'c', expire('soon'))]
    expect(kept(namespace({ images, blobs: ['a', 'b', 'c'].map((name) => blob(name)) }))).toEqual(['b', 'c'])
  })

  it('keeps what attached itself to something that is kept', () => {
    const back = { 'containerd.io/gc.bref.content.x': 'a' }
    const blobs = [blob('a'), blob('b', back), blob('c', { 'containerd.io/gc.bref.content': 'gone' })]
    const snapshots = [snapshot('x', null, { 'containerd.io/gc.bref.image': 'i' }), snapshot('y')]
    expect(kept(namespace({ images: [image('i', 'a')], blobs, snapshots }))).toEqual(['a', 'b', 'x'])
  })

  it('takes conditions for met', () => {
    const labels = { 'containerd.io/gc.cond.snapshot.s/k': 'usedat<1h|x' }
    expect(
      kept(namespace({ images: [image('i', 'a', labels)], blobs: [blob('a')], snapshots: [snapshot('x')] })),
    ).toEqual(['a', 'x'])
  })

  it('keeps what is being written, and what it will be', () => {
    const ingests = [
      { ref: 'live', expiresAt: FUTURE, expected: 'a' },
      { ref: 'dead', expiresAt: PAST, expected: 'b' },
      { ref: 'leased', expiresAt: null, expected: 'c' },
    ]
    const leases = [lease('l', { ingests: ['leased'] })]
    expect(kept(namespace({ ingests, leases, blobs: ['a', 'b', 'c'].map((name) => blob(name)) }))).toEqual(['a', 'c'])
  })

  it('knows each namespace by itself', () => {
    const here = namespace({ images: [image('i', 'a')], blobs: [blob('a')] })
    const there = namespace({ name: 'k8s.io', blobs: [blob('a')] })
    const marks = collectorMarks([here, there], NOW)
    expect([marks.keepsBlob('moby', 'a'), marks.keepsBlob('k8s.io', 'a')]).toEqual([true, false])
  })

  it('comes to an end where references go round', () => {
    const blobs = [blob('a', { [`${REF}.content.0`]: 'b' }), blob('b', { [`${REF}.content.0`]: 'a' })]
    const snapshots = [snapshot('x', 'y'), snapshot('y', 'x')]
    const leases = [lease('l', { content: ['a'], snapshots: [{ snapshotter: 's', name: 'x' }] })]
    expect(kept(namespace({ blobs, snapshots, leases }))).toEqual(['a', 'b', 'x', 'y'])
  })
})

describe('a lease', () => {
  const blobs = [blob('a', { [`${REF}.content.0`]: 'b', [`${REF}.snapshot.s`]: 'z' }), blob('b')]
  const snapshots = [snapshot('x', 'y', { [`${REF}.content.0`]: 'b' }), snapshot('y'), snapshot('z')]
  const content = ['a']
  const leased = [{ snapshotter: 's', name: 'x' }]
  const only = (labels: Labels) => {
    const all = namespace({ blobs, snapshots, leases: [lease('l', { labels, content, snapshots: leased })] })
    const { leases } = collectorMarks([all], NOW)
    return { ...leases[0]!, kept: kept(all) }
  }

  it('keeps what it lists, and what that leads to; which snapshots are below is not its to tell', () => {
    expect(only({})).toEqual({
      id: 'l',
      namespace: 'moby',
      temporary: false,
      expiresAt: null,
      blobs: ['a', 'b'],
      snapshots: ['x', 'z'],
      kept: ['a', 'b', 'x', 'y', 'z'],
    })
  })

  it('that is flat follows no label, but the parents of a snapshot', () => {
    expect(only({ 'containerd.io/gc.flat': '2026' })).toMatchObject({
      blobs: ['a'],
      snapshots: ['x'],
      kept: ['a', 'x', 'y'],
    })
  })

  it.each([
    [{ 'buildkit/lease.temporary': '2026' }, ['x', 'y', 'z']],
    [{ 'containerd.io/gc.expire': FUTURE, 'containerd.io/gc.flat': '2026' }, ['x', 'y']],
    [{ 'containerd.io/gc.expire': PAST }, []],
    [{}, []],
  ])('that is %j keeps for now what it keeps, and what is below', (labels, names) => {
    const all = namespace({ blobs, snapshots, leases: [lease('l', { labels, content, snapshots: leased })] })
    const marks = collectorMarks([all], NOW)
    expect(['x', 'y', 'z'].filter((name) => marks.keepsForNow('moby', 's', name))).toEqual(names)
  })

  it('does not list a chain that thousands of leases have below them', () => {
    const chain = Array.from({ length: 4000 }, (_, i) => snapshot(`${i}`, i === 0 ? null : `${i - 1}`))
    const leases = chain.map(({ name }) => lease(name, { snapshots: [{ snapshotter: 's', name }] }))
    const marks = collectorMarks([namespace({ snapshots: chain, leases })], NOW)
    expect(marks.leases.flatMap((each) => each.snapshots)).toHaveLength(chain.length)
    expect(marks.keepsSnapshot('moby', 's', '0')).toBe(true)
  })

  it('that has expired keeps nothing any more', () => {
    expect(only({ 'containerd.io/gc.expire': PAST })).toMatchObject({
      temporary: true,
      expiresAt: PAST,
      blobs: [],
      snapshots: [],
      kept: [],
    })
  })

  it.each([FUTURE, 'never'])('with the end %j is still one', (end) => {
    expect(only({ 'containerd.io/gc.expire': end }).blobs).toEqual(['a', 'b'])
  })

  it("of BuildKit's passing ones is called temporary", () => {
    expect(only({ 'buildkit/lease.temporary': '2026' })).toMatchObject({ temporary: true, expiresAt: null })
  })
})
