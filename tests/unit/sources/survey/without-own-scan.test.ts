import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type SurveyedRoot } from '../../../../src-main/sources/survey-root.ts'
import { makeBolt } from '../bolt/make-bolt.ts'
import { ContainerdRoot } from '../containerd/containerd-root.ts'
import { hex, LAYERDB, makeDataRoot, survey, surveyOf, type AddedLayer, type DataRoot } from '../data-root.ts'

const LABELS = { 'io.plimsoll.scan': '5c0ffee5-1d1e-4a11-8bad-0123456789ab' }
const OURS = hex('container scan')

/** What an engine with overlay2 has while we read it through a container: that, whose image is gone, on an empty layer. */
function addScan(root: DataRoot, layer: AddedLayer): { mountId: string } {
  const { id, mountId } = root.addContainer('scan', layer, { Config: { Labels: LABELS }, Driver: 'overlay2' })
  root.write(`containers/${id}/${id}-json.log`, 'a line')
  return { mountId }
}

/** What the survey says that knows which container reads the root. */
function surveyFromIt(root: DataRoot): Promise<SurveyedRoot> {
  return surveyRoot(createNodeDiskReader(), { ...surveyOf(root.path), own: [OURS] })
}

/** Paths of our own places. */
function ownOf({ survey: { places } }: SurveyedRoot): readonly string[] {
  return places.flatMap(({ path, purpose }) => (purpose.kind === 'own-scan' ? [path] : [])).sort()
}

/** The survey but for our own places: what there would be if nobody read the root. */
function theRest({ survey: found, gaps }: SurveyedRoot) {
  return { gaps, survey: { ...found, places: found.places.filter(({ purpose }) => purpose.kind !== 'own-scan') } }
}

function plain(): DataRoot {
  const root = makeDataRoot()
  const layer = root.addLayer('base')
  root.addImage('app', [layer], { config: { Labels: { 'io.plimsoll': 'another label' } } })
  root.addContainer('app', layer, { Config: { Labels: {} } })
  return root
}

describe('while a data root with overlay2 is read through a container', () => {
  it('that container and its layer are in no fact, and each of their places is our own', async () => {
    const root = plain()
    const before = await survey(root)
    const layer = root.addLayer('empty')
    const { mountId } = addScan(root, layer)
    root.write(`overlay2/${mountId}/link`, 'SHORT')
    const during = await surveyFromIt(root)
    expect(theRest(during)).toEqual(before)
    expect(ownOf(during)).toEqual(
      [
        `containers/${OURS}`,
        `containers/${OURS}/${OURS}-json.log`,
        `${LAYERDB}/mounts/${OURS}`,
        `containerd/daemon/io.containerd.runtime.v2.task/moby/${OURS}`,
        'overlay2/l/SHORT',
        `${LAYERDB}/sha256/${layer.chainId.slice(7)}`,
        ...[layer.cacheId, mountId].flatMap((directory) => [`overlay2/${directory}`, `overlay2/${directory}/diff`]),
        `overlay2/${mountId}-init`,
      ].sort(),
    )
  })

  it.each(['an image', 'a container', 'the build cache'])('its layer stays when %s has it too', async (holder) => {
    const root = plain()
    const layer = root.addLayer('empty')
    if (holder === 'an image') root.addImage('other', [layer])
    if (holder === 'a container') root.addContainer('other', layer)
    if (holder === 'the build cache') {
      root.write(
        'buildkit/metadata_v2.db',
        makeBolt({ _main: { someRecord: { 'cache.snapshot': '{"value":"key"}' } } }),
      )
      root.write('buildkit/snapshots.db', makeBolt({ key: { chainid: layer.chainId } }))
    }
    const before = await survey(root)
    addScan(root, layer)
    const during = await surveyFromIt(root)
    expect(during.survey.layers.map((each) => each.chainId)).toContain(layer.chainId)
    expect(theRest(during)).toEqual(before)
  })

  it('a layer that another one stands on stays', async () => {
    const root = plain()
    const layer = root.addLayer('empty')
    root.addContainer('scan', root.addLayer('of the scan', layer), { Config: { Labels: LABELS } })
    root.addLayer('of nobody', layer)
    const { survey: found } = await surveyFromIt(root)
    expect(found.layers.map((each) => each.chainId)).toContain(layer.chainId)
  })

  it('a container and an image of somebody else’s that have its label stay what they are', async () => {
    const [unlabelled, labelled] = [{}, LABELS].map((Labels) => {
      const root = plain()
      const layer = root.addLayer('data')
      root.addImage('other', [layer], { config: { Labels } })
      root.addContainer('other', layer, { Config: { Labels } })
      return root
    })
    const expected = await survey(unlabelled!)
    const withLabels = expected.survey.containers.map((each) =>
      each.id === hex('container other') ? { ...each, labels: LABELS } : each,
    )
    const same = { ...expected, survey: { ...expected.survey, containers: withLabels } }
    expect(await survey(labelled!)).toEqual(same)
    addScan(labelled!, labelled!.addLayer('empty'))
    expect(theRest(await surveyFromIt(labelled!))).toEqual(same)
  })
})

describe('while a containerd is read through a container', () => {
  const look = (root: ContainerdRoot, own: readonly string[] = []) => {
    root.save()
    const request = { path: root.path, role: 'containerd', current: null, own, signal: undefined } as const
    return surveyRoot(createNodeDiskReader(), request)
  }
  const filled = () => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('app', ['base'])
    root.image('docker.io/library/app:1', digest)
    root.container('app', root.unpack(diffIds).at(-1))
    return root
  }
  it('its snapshots and lease are our own', async () => {
    const root = filled()
    const before = await look(root)
    const { diffIds } = root.manifest('scan', ['empty'], { config: { Labels: LABELS } })
    root.container('scan', root.unpack(diffIds).at(-1))
    expect(ownOf(await look(root))).toEqual([])
    const during = await look(root, [OURS])
    expect(during.survey.snapshots).toEqual(before.survey.snapshots)
    expect(during.survey.leases).toEqual(before.survey.leases)
    const snapshots = [4, 5, 6].flatMap((number) => [`snapshots/${number}`, `snapshots/${number}/fs`])
    expect(ownOf(during).filter((path) => path.includes('snapshots'))).toEqual(
      snapshots.map((path) => `io.containerd.snapshotter.v1.overlayfs/${path}`),
    )
  })

  it('what somebody else has stays, with its label too, and containers of others on the same layers', async () => {
    const root = filled()
    const { digest, diffIds } = root.manifest('other', ['empty'], { config: { Labels: LABELS } })
    root.image('docker.io/library/other:1', digest)
    root.container('other', root.unpack(diffIds).at(-1))
    const before = await look(root)
    root.container('scan', diffIds.at(-1))
    const during = await look(root, [OURS])
    expect(ownOf(before)).toEqual([])
    expect(theRest(during)).toEqual(before)
  })
})
