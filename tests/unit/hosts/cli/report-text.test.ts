import { describe, expect, it } from 'vitest'
import { renderReport } from '../../../../src-main/hosts/cli/report-text.ts'
import { renderTable } from '../../../../src-main/hosts/cli/text-table.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { Observations } from '../../../../src-main/model/observations.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { aContainer, aVolume } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineImage } from '../../../helpers/builders/engine-says.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../../helpers/builders/observed.ts'

const textOf = (observations: Observations) => renderReport(viewReport(buildInventory(observations)))
const lineWith = (text: string, word: string) =>
  text
    .split('\n')
    .find((line) => line.includes(word))
    ?.replace(/ +/g, ' ')

describe('a table', () => {
  const columns = [
    { title: 'NAME', cell: (row: readonly [string, string]) => row[0] },
    { title: 'SIZE', right: true, cell: (row: readonly [string, string]) => row[1] },
  ]

  it('has its columns two spaces apart, aligned, without trailing blanks', () => {
    const rows = [
      ['web', '12 B'],
      ['a longer name', '3.00 kB'],
    ] as const
    expect(renderTable(columns, rows).split('\n')).toEqual([
      'NAME              SIZE',
      'web               12 B',
      'a longer name  3.00 kB',
    ])
  })

  it('has a line for each row, whatever names hold', () => {
    const names = ['two\nlines', '\u001b[2J', '<b>bold</b>', '{{x}}', '%s', '\u202ereversed', 'a\tb']
    const lines = renderTable(
      columns,
      names.map((name) => [name, '1'] as const),
    ).split('\n')
    expect(lines.slice(1).map((line) => line.slice(0, -1).trimEnd())).toEqual([
      ...['two\\x0alines', '\\x1b[2J', '<b>bold</b>', '{{x}}', '%s', '\\x202ereversed', 'a\\x09b'],
    ])
  })

  it('is its header without rows', () => {
    expect(renderTable(columns, [])).toBe('NAME  SIZE')
  })
})

describe('the report for people', () => {
  it('says who, where and how much, and that the ledger adds up', () => {
    const text = textOf(fiveContainers())
    expect(text).toContain('Docker 28.5.2, overlay2\n/var/lib/docker: 8.04 MB of a disk of 1.00 MB, 600 kB free')
    expect(text).toContain('unattributed 0 B; entries + unattributed = 8044544 bytes')
    expect(lineWith(text, 'my_container_5')).toBe(
      'my_container_5 running image:latest 8.19 kB 5 B 5 B 8.02 MB 0 B 0 B 0',
    )
  })

  it('has unknown where there is no data root, and the engine’s word beside it', () => {
    const containers = [engineContainer('c', { name: 'web', sizeRw: 5 })]
    const engine = anEngine({ containers, images: [engineImage('i', { size: 100 })] })
    const text = textOf(observed({ engine, roots: [anUnreadableRoot()] }))
    expect(lineWith(text, 'web')).toBe('web running image:latest unknown unknown 5 B unknown unknown unknown 0')
    expect(lineWith(text, 'i:latest')).toBe('i:latest i unknown unknown unknown 100 B 0')
    expect(text).toContain('No ledger: the data root could not be read')
    expect(text).toContain('Could not be read (1); in no total:')
    expect(text).not.toContain(' 0 B')
  })

  it('marks lower bounds and says why', () => {
    const holds = [held('v', { kind: 'volume', name: 'v' }, { own: bytes(5000), incomplete: 'permission-denied' })]
    const text = textOf(observed({ roots: [aRoot({ says: { volumes: [aVolume('v')] }, holds })] }))
    expect(lineWith(text, 'v  ')).toBe('v >= 5.00 kB >= 5.00 kB unknown 0')
    expect(text).toContain('No engine: No engine was asked.\n/var/lib/docker: >= 5.00 kB')
    expect(text).toContain('A lower bound: no permission to read part of it.')
  })

  it('says of the sample that it is not this disk', () => {
    expect(textOf(observed({ sample: true }))).toMatch(/^This is a sample, not your disk\./)
  })

  it('cannot be forged by names, paths or what an engine answers', () => {
    const escape = '\u001b[2J\nforged 0 B'
    const gap = { path: `/x/${escape}`, reason: 'read-error', detail: escape } as const
    const text = textOf(
      observed({
        engine: anEngine({ version: escape, containers: [engineContainer('c', { image: escape })] }),
        roots: [
          aRoot({
            path: `/root/${escape}`,
            says: { containers: [aContainer('d', { name: escape })], volumes: [aVolume(escape)] },
            holds: [held(escape, { kind: 'orphan', reason: 'unaccounted' }, 1)],
            gaps: [gap],
          }),
        ],
      }),
    )
    expect(text).not.toContain('\u001b')
    expect(text.split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
  })
})
