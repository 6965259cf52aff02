import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type CurrentStore, type SurveyedRoot } from '../../../../src-main/sources/survey-root.ts'
import { ContainerdRoot, blobPath, SNAPSHOTTERS } from '../containerd/containerd-root.ts'
import { makeDataRoot, purposeOf } from '../data-root.ts'
import {
  fillClassic,
  fillContainerd,
  KEY,
  leftoversOf,
  makeTwoStores,
  NEW,
  OLD,
  OVERLAY2,
  OVERLAYFS,
  surveyWith,
} from './two-stores.ts'

const DAEMON = 'containerd/daemon'

function factsOf({ survey }: SurveyedRoot) {
  return {
    layers: survey.layers.map((layer) => layer.driver),
    writableLayers: survey.writableLayers.map((layer) => layer.containerId),
    images: survey.images.map((image) => image.driver),
    containers: survey.containers.map((container) => container.id),
    volumes: survey.volumes.map((volume) => volume.name),
    buildCache: survey.buildCache.map((record) => record.snapshot),
    snapshots: survey.snapshots.length,
    blobs: survey.blobs.length,
    leases: survey.leases.length,
  }
}

describe('what overlay2 left when the engine uses containerd', () => {
  it('is a leftover in one piece, with the logs and configs of its containers', async () => {
    const surveyed = await surveyWith(makeTwoStores().path, OVERLAYFS)
    expect(leftoversOf(surveyed)).toEqual({
      overlay2: ['buildkit/content', `containers/${OLD}`, 'image/overlay2', 'overlay2'],
    })
    const orphans = surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'orphan')
    expect([orphans, surveyed.gaps]).toEqual([[], []])
  })

  it('is in no fact, and what the engine uses is in all of them', async () => {
    expect(factsOf(await surveyWith(makeTwoStores().path, OVERLAYFS))).toEqual({
      layers: ['overlayfs', 'overlayfs'],
      writableLayers: [NEW],
      images: ['overlayfs'],
      containers: [NEW],
      volumes: ['data'],
      buildCache: [KEY],
      snapshots: 5,
      blobs: 4,
      leases: 2,
    })
  })
})

describe('what containerd left when the engine uses overlay2', () => {
  it('is a leftover of its snapshotter: snapshots, content, build cache, and the logs and configs of its containers', async () => {
    const surveyed = await surveyWith(makeTwoStores().path, OVERLAY2)
    const { overlayfs = [], ...others } = leftoversOf(surveyed)
    expect(others).toEqual({})
    expect(overlayfs.filter((path) => !path.includes('/blobs/'))).toEqual([
      'buildkit/containerd-overlayfs',
      `${DAEMON}/${SNAPSHOTTERS}.overlayfs`,
      `containers/${NEW}`,
    ])
    expect(overlayfs).toHaveLength(7)
    // The engine's containerd runs on, with its database.
    expect(purposeOf(surveyed, `${DAEMON}/io.containerd.metadata.v1.bolt`)?.kind).toBe('area')
  })

  it('is in no fact', async () => {
    expect(factsOf(await surveyWith(makeTwoStores().path, OVERLAY2))).toEqual({
      layers: ['overlay2'],
      writableLayers: [OLD],
      images: ['overlay2'],
      containers: [OLD],
      volumes: ['data'],
      buildCache: [],
      snapshots: 0,
      blobs: 0,
      leases: 0,
    })
  })

  it('is a leftover as well where nothing is unpacked', async () => {
    const store = new ContainerdRoot({ base: DAEMON })
    const { digest } = store.manifest('app', ['base'])
    store.image('docker.io/library/app:1', digest)
    store.save()
    const surveyed = await surveyWith(store.path, OVERLAY2)
    expect(purposeOf(surveyed, store.at(blobPath(digest)))).toEqual({ kind: 'leftover-driver', driver: 'overlayfs' })
  })
})

describe('a root of containerd', () => {
  const survey = (root: ContainerdRoot, current: CurrentStore) =>
    surveyRoot(createNodeDiskReader(), { path: root.path, role: 'containerd', current, signal: undefined })

  it('that the engine does not use any more is a leftover but for what others have in it', async () => {
    const root = fillContainerd()
    root.snapshot({ name: 'a pod', kind: 'active', namespace: 'k8s.io' })
    const shared = root.blob('packed base', {}, 'k8s.io')
    root.lease('pods', { namespace: 'k8s.io', snapshots: ['a pod'] })
    root.save()
    const surveyed = await survey(root, OVERLAY2)
    const others = { kind: 'other-namespace', namespace: 'k8s.io' }
    expect(purposeOf(surveyed, `${SNAPSHOTTERS}.overlayfs/snapshots/6`)).toEqual(others)
    // A layer that both have stays when Docker's goes.
    expect(purposeOf(surveyed, blobPath(shared))).toEqual(others)
    expect(purposeOf(surveyed, `${SNAPSHOTTERS}.overlayfs`)?.kind).toBe('area')
    const left = { kind: 'leftover-driver', driver: 'overlayfs' }
    expect(purposeOf(surveyed, `${SNAPSHOTTERS}.overlayfs/snapshots/1/fs`)).toEqual(left)
    expect(surveyed.survey.leases.map((lease) => lease.id)).toEqual(['pods'])
    expect(surveyed.survey.blobs.map((blob) => blob.digest)).toEqual([shared])
    expect(surveyed.survey.snapshots.map((snapshot) => snapshot.name)).toEqual(['a pod'])
  })

  it('keeps what another snapshotter unpacked apart from the images, which stay', async () => {
    const root = fillContainerd(new ContainerdRoot({ snapshotter: 'native' }))
    const before = await survey(root, { imageStore: 'containerd', driver: 'native' })
    expect(before.survey.images).toMatchObject([{ chainIds: { length: 2 }, manifests: [{ unpacked: true }] }])
    const after = await survey(root, OVERLAYFS)
    const emptied = { chainIds: [], diffIds: [], createdBy: [], manifests: [{ unpacked: false }] }
    expect(after.survey.images).toMatchObject([{ ...emptied, content: { length: 4 } }])
    expect(leftoversOf(after)).toEqual({ native: [`${SNAPSHOTTERS}.native`] })
    expect([after.survey.layers, after.survey.writableLayers, after.survey.snapshots]).toEqual([[], [], []])
  })
})

describe('a driver that left nothing', () => {
  it('is not accused of what every engine makes', async () => {
    const root = makeDataRoot()
    root.directory('overlay2/l')
    root.directory('btrfs/subvolumes')
    root.write('buildkit/content/blobs/x', 'x')
    const surveyed = await surveyWith(root.path, OVERLAYFS)
    expect(leftoversOf(surveyed)).toEqual({})
    expect(purposeOf(surveyed, 'image/overlay2')).toMatchObject({ kind: 'area', category: 'engine-metadata' })
    expect(surveyed.gaps).toEqual([])
  })

  it('nor is the containerd that an engine starts for a classic driver', async () => {
    const store = new ContainerdRoot({ base: DAEMON })
    store.save()
    const surveyed = await surveyWith(store.path, OVERLAY2)
    expect(leftoversOf(surveyed)).toEqual({})
    const own = surveyed.survey.places.find(({ path }) => path.endsWith('.overlayfs'))
    expect(own?.purpose).toMatchObject({ kind: 'area', category: 'engine-metadata' })
  })
})

it('takes nothing of a driver for a leftover that is the engine’s own', async () => {
  const root = fillClassic()
  const surveyed = await surveyWith(root.path, OVERLAY2)
  expect(leftoversOf(surveyed)).toEqual({})
  expect(surveyed).toEqual(await surveyWith(root.path, null))
})
