import { symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type SurveyedRoot } from '../../../src-main/sources/survey-root.ts'
import { ContainerdRoot, SNAPSHOTTERS } from './containerd/containerd-root.ts'
import { gapsOf, purposeOf } from './data-root.ts'

function survey(root: ContainerdRoot): Promise<SurveyedRoot> {
  root.save()
  return surveyRoot(createNodeDiskReader(), { path: root.path, role: 'containerd', current: null, signal: undefined })
}

describe("a root of containerd's own", () => {
  it('holds images, content and snapshots, and a place for each of its names', async () => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('app', ['base', 'top'])
    root.image('docker.io/library/app:1', digest)
    const id = root.container('one', root.unpack(diffIds).at(-1))
    const own = ['io.containerd.grpc.v1.introspection', 'io.containerd.snapshotter.v1.erofs', 'opt', 'lost+found']
    for (const name of own) root.directory(name)
    const surveyed = await survey(root)
    const { images, layers, writableLayers, snapshots, blobs, leases, places } = surveyed.survey
    expect(images.map((image) => image.references)).toEqual([['app:1']])
    expect([layers.length, writableLayers.length, snapshots.length, blobs.length, leases.length]).toEqual([
      2, 1, 4, 4, 1,
    ])
    expect(places[0]).toMatchObject({ path: '', purpose: { kind: 'area', category: 'engine-metadata' } })
    expect(purposeOf(surveyed, `${SNAPSHOTTERS}.overlayfs/snapshots/4/fs`)).toEqual({
      kind: 'writable-layer',
      containerId: id,
    })
    for (const name of own) expect(purposeOf(surveyed, name)?.kind).toBe('area')
    expect(places.filter(({ purpose }) => purpose.kind === 'unexplained')).toEqual([])
    expect(surveyed.gaps).toEqual([])
  })

  it('has none of what only a data root has', async () => {
    const root = new ContainerdRoot()
    for (const name of ['containers', 'volumes/mine/_data', 'overlay2/abc', 'image/overlay2', 'btrfs/subvolumes'])
      root.directory(name)
    const { survey: found, gaps } = await survey(root)
    const strangers = found.places.filter(({ purpose }) => purpose.kind === 'unexplained')
    expect(strangers.map((place) => place.path)).toEqual(['btrfs', 'containers', 'image', 'overlay2', 'volumes'])
    expect([found.volumes, found.containers, gaps]).toEqual([[], [], []])
  })

  it("leaves to others what is others'", async () => {
    const root = new ContainerdRoot()
    root.snapshot({ name: `sha256:${'a'.repeat(64)}`, namespace: 'k8s.io' })
    root.blob('a layer of Kubernetes', {}, 'k8s.io')
    const surveyed = await survey(root)
    const others = surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'other-namespace')
    expect(others.map(({ path, purpose }) => [path.split('/')[0], purpose])).toEqual([
      [`${SNAPSHOTTERS}.overlayfs`, { kind: 'other-namespace', namespace: 'k8s.io' }],
      ['io.containerd.content.v1.content', { kind: 'other-namespace', namespace: 'k8s.io' }],
    ])
  })

  it('is not read behind a symlink in it', async () => {
    const root = new ContainerdRoot()
    symlinkSync('/', `${root.path}/everything`)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual(['not-a-directory everything'])
  })
})
