import type { ReportEngine } from '../../contract/report.ts'

/*
 * Sentences below the tables that have the engine's figures: what it counts in them. Sources: moby's
 * daemon/containerd/image_list.go (`multiPlatformSummary`, `computeSharedSize`) and service.go (`GetContainerLayerSize`),
 * containerd's snapshotters (`Usage`); the classic store counts file lengths throughout.
 */

/** Of `SizeRw` and `SizeRootFs`. */
export function sizesOfContainer({ imageStore, storageDriver }: ReportEngine): string {
  if (imageStore === 'classic') return 'Docker says: file lengths, as in APPARENT; virtual without the init layer.'
  return storageDriver === 'btrfs'
    ? 'Docker says: blocks of the files that differ from the layer below; virtual with the init layer.'
    : 'Docker says: blocks, directories included, as in ALLOCATED; virtual with the init layer.'
}

/** Of `Size` and `SharedSize`. */
export function sizesOfImage(engine: ReportEngine): string {
  if (engine.imageStore === 'classic') return 'Docker says: recorded file lengths of the layers, as in APPARENT.'
  const packed = `file lengths of what is packed, without the index${countsAttestations(engine) ? '' : ' and attestations'}`
  const unpacked =
    engine.storageDriver === 'btrfs' ? 'blocks of the files that each layer changed' : 'blocks of what is unpacked'
  const shared = sharesContent(engine) ? 'shared is packed and unpacked' : 'shared is unpacked layers alone'
  return `Docker says: ${packed}, and ${unpacked}; ${shared}.`
}

/** Whether `SharedSize` has blobs in it too. */
export function sharesContent(engine: ReportEngine): boolean {
  return engine.imageStore === 'containerd' && isSince(engine, 29, 5)
}

function countsAttestations(engine: ReportEngine): boolean {
  return isSince(engine, 27, 2)
}

/** A version that is no number is a build from source: newer than all that are. */
function isSince({ version }: ReportEngine, major: number, minor: number): boolean {
  const [, a = '', b = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (a === '') return true
  return Number(a) > major || (Number(a) === major && Number(b) >= minor)
}
