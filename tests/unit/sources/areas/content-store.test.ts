import { truncateSync, unlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  blobPath,
  CONTENT,
  ContainerdRoot,
  META,
  references,
  UNCOMPRESSED,
  varint,
} from '../containerd/containerd-root.ts'
import { hex } from '../data-root.ts'

describe('a content blob', () => {
  it('is what its records say, of every namespace', async () => {
    const root = new ContainerdRoot({ base: 'containerd/daemon' })
    const diffId = `sha256:${hex('diff')}`
    const digest = root.blob('packed', { [UNCOMPRESSED]: diffId })
    root.blob('packed', {}, 'moby_history')
    root.lease('l', { content: [digest] })
    const { blobs, purposeOf, gaps } = await root.survey()
    expect(blobs).toEqual([
      {
        digest,
        path: `containerd/daemon/${blobPath(digest)}`,
        size: 6,
        role: 'layer',
        namespaces: ['moby', 'moby_history'],
        diffId,
      },
    ])
    expect([purposeOf(blobPath(digest)), gaps]).toEqual([{ kind: 'content-blob', digest }, []])
  })

  it('that one namespace keeps is kept', async () => {
    const root = new ContainerdRoot()
    const digest = root.blob('packed')
    root.blob('packed', { 'containerd.io/gc.root': '1' }, 'moby_history')
    expect((await root.survey()).orphans).toEqual([])
    expect((await root.look()).purposeOf(blobPath(digest))?.kind).toBe('content-blob')
  })

  it('that nothing keeps is an orphan, and so is a file that no record has', async () => {
    const root = new ContainerdRoot()
    const left = root.blob('left')
    const stranger = `sha256:${hex('stranger')}`
    root.write(blobPath(stranger), 'stranger')
    root.write(`${CONTENT}/blobs/sha256/not a digest`, 'x')
    root.directory(`${CONTENT}/blobs/sha256/directory`)
    const { orphans, blobs } = await root.survey()
    expect(orphans.toSorted()).toEqual(
      [
        [blobPath(left), 'unreferenced'],
        [blobPath(stranger), 'unaccounted'],
        [`${CONTENT}/blobs/sha256/not a digest`, 'unaccounted'],
        [`${CONTENT}/blobs/sha256/directory`, 'unaccounted'],
      ].toSorted(),
    )
    expect(blobs.map((blob) => blob.digest)).toEqual([left])
  })

  it('of another namespace only is not judged', async () => {
    const root = new ContainerdRoot()
    const theirs = root.blob('theirs', {}, 'k8s.io')
    const both = root.blob('both', {}, 'default')
    root.blob('both')
    const { purposeOf, orphans } = await root.survey()
    expect(purposeOf(blobPath(theirs))).toEqual({ kind: 'other-namespace', namespace: 'k8s.io' })
    expect(purposeOf(blobPath(both))).toEqual({ kind: 'other-namespace', namespace: 'default' })
    expect(orphans).toEqual([])
  })

  it.each([
    ['a config by the snapshot it keeps', { 'containerd.io/gc.ref.snapshot.overlayfs': 'x' }, 'config'],
    ['a layer by its diff ID', { [UNCOMPRESSED]: `sha256:${hex('d')}` }, 'layer'],
    ['something else', {}, 'other'],
  ])('that no image names is told to be %s', async (_, labels, role) => {
    const root = new ContainerdRoot()
    root.blob('not JSON', labels)
    expect((await root.survey()).blobs[0]?.role).toBe(role)
  })

  it.each([
    [{ manifests: [] }, 'index'],
    [{ config: {}, layers: [] }, 'manifest'],
    [{ some: 'thing' }, 'other'],
  ])('that no image names and that refers to others is told by what is in it: %j', async (json, role) => {
    const root = new ContainerdRoot()
    root.blob(json, references([`sha256:${hex('x')}`]))
    expect((await root.survey()).blobs[0]?.role).toBe(role)
  })

  it('with a size or a diff ID that is none has none', async () => {
    const root = new ContainerdRoot()
    const digest = root.blob('packed', { [UNCOMPRESSED]: 'nothing' })
    Object.assign(root.bucket('moby', 'content', 'blob')[digest]!, { size: varint(-1) })
    expect((await root.survey()).blobs[0]).toMatchObject({ size: null, diffId: null })
  })
})

describe('the content store', () => {
  it('has what is being written in a place of its own', async () => {
    const root = new ContainerdRoot()
    root.write(`${CONTENT}/ingest/${hex('ref')}/data`, 'half')
    const { purposeOf } = await root.survey()
    expect(purposeOf(`${CONTENT}/ingest`)).toMatchObject({ kind: 'area', category: 'temporary-files' })
    expect(purposeOf(CONTENT)).toMatchObject({ kind: 'area', category: 'engine-metadata' })
  })

  it.each([
    [
      'damaged',
      (path: string) => {
        truncateSync(path, 6000)
      },
    ] as const,
    ['missing', unlinkSync] as const,
  ])('accuses nobody while its records are %s', async (_, harm) => {
    const root = new ContainerdRoot()
    const digest = root.blob('packed')
    root.save()
    harm(`${root.path}/${META}`)
    const { orphans, gaps, purposeOf } = await root.look()
    expect([orphans, gaps]).toEqual([[], [`damaged ${META}`]])
    expect(purposeOf(blobPath(digest))).toEqual({ kind: 'unexplained' })
  })
})

describe('a lease', () => {
  it('is a fact with what it keeps, but for what is below its snapshots', async () => {
    const root = new ContainerdRoot()
    const child = root.blob('child')
    const parent = root.blob('parent', references([child]))
    root.snapshot({ name: 'below' })
    root.snapshot({ name: 'above', kind: 'active', parent: 'below' })
    root.lease('l', { content: [parent, `sha256:${hex('gone')}`], snapshots: ['above', 'gone'] })
    expect((await root.survey()).leases).toEqual([
      {
        id: 'l',
        namespace: 'moby',
        temporary: false,
        expiresAt: null,
        blobs: [child, parent].sort(),
        snapshots: ['above'],
      },
    ])
  })
})

describe('the rest of containerd', () => {
  it('belongs to the engine; what is nobody’s is left to others', async () => {
    const root = new ContainerdRoot()
    for (const name of ['io.containerd.runtime.v2.task', 'opt', 'backup']) root.directory(name)
    const { purposeOf } = await root.survey()
    expect(purposeOf('io.containerd.metadata.v1.bolt')).toMatchObject({ kind: 'area', category: 'layer-metadata' })
    for (const name of ['io.containerd.runtime.v2.task', 'tmpmounts', 'opt'])
      expect(purposeOf(name)).toMatchObject({ kind: 'area', category: 'engine-metadata' })
    expect(purposeOf('backup')).toBeUndefined()
  })
})
