import { describe, expect, it } from 'vitest'
import { CSV_KINDS, type CsvKind } from '../../../../src-main/hosts/cli/csv-kind.ts'
import { renderCsv } from '../../../../src-main/hosts/cli/report-csv.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { RootObservation } from '../../../../src-main/model/observations.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { aContainer, aVolume, aWritableLayer } from '../../../helpers/builders/disk-says.ts'
import { blobPath, snapshotPath } from '../../../helpers/builders/containerd-says.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { aRoot, bytes, held, observed } from '../../../helpers/builders/observed.ts'
import { plainStore } from '../../../helpers/builders/plain-store.ts'

const five = viewReport(buildInventory(fiveContainers()))
const reportOf = (root: RootObservation) => viewReport(buildInventory(observed({ roots: [root] })))

/** The one container of a report that has this name. */
const named = (name: string) =>
  renderCsv(reportOf(aRoot({ says: { containers: [aContainer('c', { name })] } })), 'containers')

describe('CSV', () => {
  it.each(CSV_KINDS)('of %s has one header and one line for each, all as wide', (kind: CsvKind) => {
    const lines = renderCsv(five, kind).trimEnd().split('\n')
    const count = { containers: 5, images: 1, layers: 2, volumes: 0, blobs: 0, snapshots: 0, ledger: 8 }[kind]
    expect(lines).toHaveLength(count + 1)
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1)
  })

  it.each(CSV_KINDS)('of %s ends with the reasons', (kind: CsvKind) => {
    const columns = renderCsv(five, kind).split('\n')[0]!.split(',')
    expect(columns.slice(-2).filter((name) => !name.endsWith('because'))).toEqual(kind === 'ledger' ? ['holders'] : [])
  })

  it('has what the containerd store keeps', () => {
    const store = viewReport(buildInventory(plainStore()))
    const line = (kind: CsvKind, start: string) =>
      renderCsv(store, kind)
        .split('\n')
        .find((each) => each.startsWith(start))
    const [blob, web] = [blobPath('packed-top'), snapshotPath('web')].map((path) => `/var/lib/docker/${path}`)
    expect(line('blobs', 'packed-top')).toBe(`packed-top,layer,${blob},4096,60,60,moby,,1,1,0,,`)
    expect(line('snapshots', 'overlayfs,moby,web,')).toBe(
      `overlayfs,moby,web,1,active,,${web},4000000000,4000000000,,,engine-did-not-say`,
    )
    expect(line('layers', 'top')).toMatch(/,200000,200000,200000,4096,200000000,0,200000000,200000000,/)
    expect(line('images', 'one')).toMatch(
      /^one,one:latest,1216384,1200114,16384,114,1200000,1200000,.*,linux\/amd64,1,/,
    )
  })

  it('has whole bytes', () => {
    const [header, ...lines] = renderCsv(five, 'containers').trimEnd().split('\n')
    expect(header).toContain('id,name,image,state,writable_allocated,writable_apparent,engine_size_rw')
    expect(lines[2]).toBe(
      'my_container_3,my_container_3,image:latest,running,8192,5,5,8019968,7750005,7750005,0,0,0,0,,,0,,,',
    )
  })

  it('has an empty cell for unknown, with the reasons in the last columns', () => {
    const line = named('web').trimEnd().split('\n')[1]
    expect(line).toBe('c,web,image:latest,running,,,,,,,,,0,0,,,0,,metadata-damaged,no-engine')
  })

  it.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['one\ntwo', '"one\ntwo"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['a=b', 'a=b'],
  ])('writes the name %j as %j', (name, cell) => {
    expect(named(name)).toContain(`\nc,${cell},image`)
  })

  it('of the ledger ends with what is unattributed, so that it adds up', () => {
    const holds = [
      held('v', { kind: 'volume', name: 'v' }, 700),
      held('x', { kind: 'unexplained' }, { own: bytes(77), incomplete: 'read-error' }),
    ]
    const csv = renderCsv(reportOf(aRoot({ says: { volumes: [aVolume('v')] }, holds })), 'ledger')
    expect(csv.trimEnd().split('\n').slice(1)).toEqual([
      '/var/lib/docker,volume,volume,v,v,700,700,1,0,',
      '/var/lib/docker,unattributed,,,,77,,,,read-error',
    ])
  })

  it('keeps a boolean a word', () => {
    const csv = renderCsv(reportOf(aRoot({ says: { volumes: [aVolume('v')] } })), 'volumes')
    expect(csv.split('\n')[1]).toBe('v,local,false,0,0,,0,,,,no-engine')
  })

  it('has a container whose layer was found without a word of the engine', () => {
    const holds = [held('w', { kind: 'writable-layer', containerId: 'c' }, 512)]
    const csv = renderCsv(reportOf(aRoot({ says: { writableLayers: [aWritableLayer('c')] }, holds })), 'containers')
    expect(csv.split('\n')[1]).toBe('c,c,,unknown,512,512,,512,512,,0,0,0,0,,,0,,,no-engine')
  })
})
