import { cpSync } from 'node:fs'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type CurrentStore, type SurveyedRoot } from '../../../../src-main/sources/survey-root.ts'
import { makeBolt } from '../bolt/make-bolt.ts'
import { ContainerdRoot } from '../containerd/containerd-root.ts'
import { hex, makeDataRoot, type DataRoot } from '../data-root.ts'

export const OVERLAY2: CurrentStore = { imageStore: 'classic', driver: 'overlay2' }
export const OVERLAYFS: CurrentStore = { imageStore: 'containerd', driver: 'overlayfs' }

/** Containers of the two stores. */
export const OLD = hex('container old')
export const NEW = hex('container new')
/** A snapshot of the build cache. */
export const KEY = 'k3y0fbu1ldk1twhich1srandm'

/** A containerd with an image of two layers, unpacked, a container of it, `new`, and a snapshot of the build cache. */
export function fillContainerd(store = new ContainerdRoot()): ContainerdRoot {
  const { digest, diffIds } = store.manifest('app', ['base', 'top'])
  store.image('docker.io/library/app:1', digest)
  store.container('new', store.unpack(diffIds).at(-1))
  store.snapshot({ name: KEY })
  store.lease('build cache', { snapshots: [KEY] })
  store.save()
  return store
}

/** What a data root has of the containerd store besides containerd's own: a container, and a record of the build cache. */
export function addToDataRoot(root: DataRoot): void {
  root.write(`containers/${NEW}/config.v2.json`, JSON.stringify({ Driver: 'overlayfs', Name: '/new' }))
  root.write(`containers/${NEW}/${NEW}-json.log`, 'a line')
  const record = { 'cache.snapshot': JSON.stringify({ value: KEY }) }
  root.write('buildkit/containerd-overlayfs/metadata_v2.db', makeBolt({ _main: { someRecord: record } }))
}

/** A data root with overlay2: an image of one layer, a container of it, `old`, with a log, and a volume. */
export function fillClassic(): DataRoot {
  const root = makeDataRoot()
  const layer = root.addLayer('base')
  root.addImage('old', [layer])
  root.addContainer('old', layer, { Driver: 'overlay2' })
  root.write(`containers/${OLD}/${OLD}-json.log`, 'a line')
  root.write('buildkit/content/blobs/sha256/log', 'a log')
  root.write('volumes/data/_data/file', 'x')
  return root
}

/** A data root with overlay2 and, in the engine's own containerd, the containerd store. */
export function makeTwoStores(): DataRoot {
  const root = fillClassic()
  cpSync(fillContainerd().path, `${root.path}/containerd/daemon`, { recursive: true })
  addToDataRoot(root)
  return root
}

export function surveyWith(path: string, current: CurrentStore | null): Promise<SurveyedRoot> {
  return surveyRoot(createNodeDiskReader(), { path, role: 'data-root', current, signal: undefined })
}

/** Paths of leftovers by driver, those in another leftover place left out. */
export function leftoversOf({ survey: { places } }: SurveyedRoot): Readonly<Record<string, readonly string[]>> {
  const left = places.flatMap(({ path, purpose }) =>
    purpose.kind === 'leftover-driver' ? [[path, purpose.driver]] : [],
  )
  const isInner = (path: string) => left.some(([outer]) => path.startsWith(`${outer!}/`))
  const outermost = left.filter(([path]) => !isInner(path!))
  return Object.fromEntries(
    Object.entries(Object.groupBy(outermost, ([, driver]) => driver!)).map(([driver, all]) => [
      driver,
      all!.map(([path]) => path!).sort(),
    ]),
  )
}
