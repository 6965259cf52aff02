import type { Report, ReportEngine, ReportImage, ReportManifest } from '../../contract/report.ts'
import { amountsTable, type AmountRow } from './amounts-table.ts'
import { sharesContent, sizesOfImage } from './docker-says.ts'
import { addAmounts, formatAllocated, printable, shortId } from './format.ts'
import { layersTable } from './layers-text.ts'
import { renderTable } from './text-table.ts'

/** Everything about one image, for people. */
export function describeImage(image: ReportImage, report: Report): string {
  const names = image.containers.map((id) => report.containers.find((container) => container.id === id)?.name ?? id)
  const head = [
    `${image.references.join(', ') || '<none>'}  ${image.id}`,
    names.length === 0 ? 'used by no container' : `used by ${names.join(', ')}`,
  ]
  const { engine } = report
  const amounts = amountsTable(image.manifests.length === 0 ? classicAmounts(image) : storeAmounts(image, engine))
  const layers = image.layers.flatMap((id) => report.layers.find((layer) => layer.chainId === id) ?? [])
  return [
    head.map(printable).join('\n'),
    engine === null ? amounts : `${amounts}\n${sizesOfImage(engine)}`,
    ...(image.manifests.length === 0 ? [] : [manifestsTable(image.manifests)]),
    layersTable(layers),
  ].join('\n\n')
}

function classicAmounts(image: ReportImage): readonly AmountRow[] {
  return [
    { name: 'virtual', amount: image.virtual, engine: image.engineSize },
    { name: 'shared with other images', amount: image.shared, engine: image.engineSharedSize },
    { name: 'unique', amount: image.unique },
  ]
}

/** Packed and unpacked, both of which stay on disk. The engine's shared size stands beside what it counts. */
function storeAmounts(image: ReportImage, engine: ReportEngine | null): readonly AmountRow[] {
  const both = engine !== null && sharesContent(engine)
  const shared = addAmounts(image.shared, image.packedShared)
  return [
    { name: 'packed', amount: image.packed },
    { name: 'unpacked', amount: image.unpacked },
    { name: 'packed and unpacked', amount: image.virtual, engine: image.engineSize },
    ...(both ? [{ name: 'shared with other images', amount: shared, engine: image.engineSharedSize }] : []),
    { name: 'shared, packed', amount: image.packedShared },
    { name: 'shared, unpacked', amount: image.shared, ...(both ? {} : { engine: image.engineSharedSize }) },
    { name: 'unique', amount: image.unique },
  ]
}

function manifestsTable(manifests: readonly ReportManifest[]): string {
  return renderTable<ReportManifest>(
    [
      { title: 'PLATFORM', cell: (row) => nameOf(row, manifests) },
      { title: 'AVAILABLE', cell: availability },
      { title: 'PACKED', right: true, cell: (row) => formatAllocated(row.packed) },
      { title: 'UNPACKED', right: true, cell: (row) => formatAllocated(row.unpacked) },
      { title: 'DIGEST', cell: (row) => shortId(row.digest) },
    ],
    manifests,
  )
}

function nameOf({ kind, platform, attests }: ReportManifest, manifests: readonly ReportManifest[]): string {
  if (kind !== 'attestation') return platform ?? 'unknown'
  const about = manifests.find((manifest) => manifest.digest === attests)
  return `attestation for ${about?.platform ?? (attests === null ? 'unknown' : shortId(attests))}`
}

/** A pull brings one platform of many; what another image brought may be here already. */
function availability({ available, packed }: ReportManifest): string {
  if (available) return 'yes'
  return packed.allocated === 0 ? 'no' : 'in part'
}
