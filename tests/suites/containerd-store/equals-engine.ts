import { expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import type { EngineImage } from '../../helpers/engines/engine-answers.ts'
import type { ContainerdDriver } from '../../helpers/engines/engine.ts'
import { worldFacts } from '../../helpers/engines/world-facts.ts'
import { inOrder } from '../../helpers/in-order.ts'
import type { Look, SeenStore } from './read-store.ts'
import { manifestSize, recordedSize, sum } from './recorded-sizes.ts'

/**
 * Our figures are the engine's, by its own formulas. It counts blocks, directories included, where a classic driver
 * counts lengths of files, and of blobs their lengths.
 */
export function equalsEngine(look: Look, driver: ContainerdDriver): void {
  it('is of the world that every driver is filled with', () => {
    const { report, containers, images, usage } = look()
    expect({
      containers: containers.length,
      running: report.containers.filter(({ state }) => state === 'running').length,
      volumes: usage.Volumes.length,
      references: images.flatMap((image) => image.RepoTags ?? []).toSorted(),
      untagged: usage.Images.filter(({ Id }) => images.find((image) => image.Id === Id)?.RepoTags?.length === 0).length,
      hidden: images.length - usage.Images.length,
    }).toEqual(worldFacts(driver))
  })

  passesContainersOn(look)
  passesImagesOn(look)
  // Files on btrfs share extents: blocks say more than a snapshot takes, and the engine asks the filesystem instead.
  if (driver !== 'containerd-btrfs') measuresTheSame(look)

  it('explains the whole of LayersSize', () => {
    const { report, usage } = look()
    const { engineSize, unexplained } = report.engine!.layersSize
    expect({ engineSize, unexplained }).toEqual({ engineSize: usage.LayersSize, unexplained: 0 })
  })

  it("has the engine's size for each volume", () => {
    const { report, usage } = look()
    const measured = report.volumes.map((volume) => [volume.name, volume.apparent] as const)
    expect(inOrder(measured)).toEqual(inOrder(usage.Volumes.map(({ Name, UsageData }) => [Name, UsageData.Size])))
  })

  it('has every build cache record of the engine, with its figures', () => {
    const { report, usage } = look()
    const measured = report.buildCache.map((record) => [record.id, record.engineSize, record.shared] as const)
    expect(inOrder(measured)).toEqual(
      inOrder(usage.BuildCache.map((record) => [record.ID, record.Size, record.Shared])),
    )
  })
}

function measuresTheSame(look: Look): void {
  it('has the blocks of SizeRw and SizeRootFs for each container', () => {
    const { report, containers } = look()
    const measured = report.containers.map((c) => [c.id, c.writable.allocated, c.virtual.allocated] as const)
    expect(inOrder(measured)).toEqual(inOrder(containers.map((c) => [c.Id, c.SizeRw ?? 0, c.SizeRootFs])))
  })

  it('has the lengths and blocks of Size, and the blocks of SharedSize, for each image', () => {
    const { report, usage } = look()
    const visible = report.images.filter((image) => !image.intermediate)
    const measured = visible.map(({ id, manifests, shared }) => {
      const bytes = manifests
        .filter(isCounted(look()))
        .map(({ packed, unpacked }) => packed.apparent! + unpacked.allocated!)
      return [id, sum(bytes), shared.allocated] as const
    })
    expect(inOrder(measured)).toEqual(inOrder(usage.Images.map((image) => [image.Id, image.Size, image.SharedSize])))
  })
}

function passesContainersOn(look: Look): void {
  it("passes the engine's own figures of each container on", () => {
    const { report, containers } = look()
    const passed = report.containers.map((c) => [c.id, c.engineSizeRw, c.engineSizeRootFs] as const)
    expect(inOrder(passed)).toEqual(inOrder(containers.map((c) => [c.Id, c.SizeRw ?? 0, c.SizeRootFs])))
  })

  it('knows the snapshots that SizeRootFs adds up', () => {
    const { report } = look()
    const added = report.containers.map(
      (c) => [c.id, c.engineSizeRw! + recordedSize(report.snapshots, `${c.id}-init`)] as const,
    )
    expect(inOrder(added)).toEqual(inOrder(report.containers.map((c) => [c.id, c.engineSizeRootFs])))
  })
}

function passesImagesOn(look: Look): void {
  // Manifest by manifest: a blob that two of them name counts twice, and the index that names them does not count.
  it('knows the blobs and snapshots that Size adds up', () => {
    const { report, images } = look()
    const added = report.images.map(({ id, manifests }) => {
      const counted = manifests.filter(isCounted(look()))
      return [id, sum(counted.map((manifest) => manifestSize(report, manifest)))] as const
    })
    expect(inOrder(added)).toEqual(inOrder(images.map(({ Id, Size }) => [Id, Size])))
  })

  it('packs an image into blobs that are there, each once, its index with them', () => {
    const { report } = look()
    const lengths = new Map(report.blobs.map(({ digest, apparent }) => [digest, apparent!]))
    const added = report.images.map(({ id, blobs }) => [id, sum(blobs.map((digest) => lengths.get(digest)!))] as const)
    expect(added).toEqual(report.images.map(({ id, packed }) => [id, packed.apparent]))
    expect(report.images.filter(({ id, blobs }) => !blobs.includes(id))).toEqual([])
  })

  it('knows what is packed and unpacked of every platform and attestation, where the engine says it', () => {
    const { report, images } = look()
    const said = images.flatMap(({ Id, Manifests = [] }) => Manifests.map((manifest) => manifestRow(Id, manifest)))
    const ids = new Set(said.map(([id]) => id))
    const known = report.images.filter(({ id }) => ids.has(id))
    const measured = known.flatMap(({ id, manifests }) =>
      manifests.map(({ digest, kind, platform, attests, available, packed, layers }) => {
        const unpacked = recordedSize(report.snapshots, layers.at(-1))
        return [id, digest, kind, platform, attests, available, packed.apparent, unpacked] as const
      }),
    )
    expect(inOrder(measured)).toEqual(inOrder(said))
  })

  it('has two platforms of one image, and leaves packed what this machine cannot run', () => {
    const { manifests } = look().report.images.find(({ references }) => references.includes('acme/two-platforms:1'))!
    const known = manifests.map(({ available, packed, layers }) => [available, packed.apparent! > 0, layers.length])
    const unpacked = look().engine.version === '26.1' ? 1 : 0
    expect(known).toEqual([
      [true, true, 1],
      [true, true, unpacked],
    ])
  })
}

/** 26.1 leaves attestations out of Size, 28.5 does not. */
function isCounted({ engine }: SeenStore) {
  return ({ kind }: Report['images'][number]['manifests'][number]) => kind === 'image' || engine.version !== '26.1'
}

function manifestRow(image: string, manifest: NonNullable<EngineImage['Manifests']>[number]) {
  const { ID, Kind, Available, Size, ImageData, AttestationData } = manifest
  const platform = ImageData === undefined ? null : `${ImageData.Platform.os}/${ImageData.Platform.architecture}`
  const attests = AttestationData?.For ?? null
  return [image, ID, Kind, platform, attests, Available, Size.Content, ImageData?.Size.Unpacked ?? 0] as const
}
