import { describe, expect, it } from 'vitest'
import { describeContainer } from '../../../../src-main/hosts/cli/container-text.ts'
import { describeImage } from '../../../../src-main/hosts/cli/image-text.ts'
import { layersReport, layersTable } from '../../../../src-main/hosts/cli/layers-text.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { DiskManifest, Observations } from '../../../../src-main/model/observations.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { changeSurvey } from '../../../helpers/builders/change-survey.ts'
import { aManifest } from '../../../helpers/builders/containerd-says.ts'
import { aLayer, aRecord } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineImage } from '../../../helpers/builders/engine-says.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { aRoot, observed } from '../../../helpers/builders/observed.ts'
import { plainStore } from '../../../helpers/builders/plain-store.ts'

const reportOf = (observations: Observations) => viewReport(buildInventory(observations))

function imageText(observations: Observations, id: string): string {
  const report = reportOf(observations)
  return describeImage(
    report.images.find((image) => image.id === id)!,
    report,
  )
}

function containerText(observations: Observations, id: string): string {
  const report = reportOf(observations)
  return describeContainer(
    report.containers.find((container) => container.id === id)!,
    report,
  )
}

/** Rows of a text, columns one space apart. */
const rows = (text: string) => text.split('\n').map((line) => line.replace(/ {2,}/g, ' '))
const lineWith = (text: string, start: string) => rows(text).find((line) => line.startsWith(start))
const docker = (text: string) => lineWith(text, 'Docker says:')

describe('an image in the containerd store', () => {
  const said = { images: [engineImage('one', { size: 1_200_113, sharedSize: 1_000_000 })] }

  it('has what is packed, what is unpacked, and the engine’s size beside both', () => {
    expect(rows(imageText(plainStore(said), 'one')).slice(3, 10)).toEqual([
      'WHAT ALLOCATED APPARENT DOCKER SAYS',
      'packed 16.4 kB 114 B -',
      'unpacked 1.20 MB 1.20 MB -',
      'packed and unpacked 1.22 MB 1.20 MB 1.20 MB',
      'shared, packed 4.10 kB 50 B -',
      'shared, unpacked 1.00 MB 1.00 MB 1.00 MB',
      'unique 212 kB 200 kB -',
    ])
  })

  it.each([
    ['26.1.5', 'without the index and attestations, and blocks of what is unpacked; shared is unpacked layers alone.'],
    ['28.5.2', 'without the index, and blocks of what is unpacked; shared is unpacked layers alone.'],
    ['29.5.0', 'without the index, and blocks of what is unpacked; shared is packed and unpacked.'],
  ])('says what an engine of that version counts: %s', (version, end) => {
    expect(docker(imageText(plainStore({ ...said, version }), 'one'))).toBe(
      `Docker says: file lengths of what is packed, ${end}`,
    )
  })

  it('has the engine’s shared size beside what it counts since 29.5', () => {
    const text = imageText(plainStore({ ...said, version: '29.5.0' }), 'one')
    expect(lineWith(text, 'shared with other images')).toBe('shared with other images 1.00 MB 1.00 MB 1.00 MB')
    expect(lineWith(text, 'shared, unpacked')).toBe('shared, unpacked 1.00 MB 1.00 MB -')
  })

  it('has no word of an engine that was not asked', () => {
    const text = imageText(plainStore(null), 'one')
    expect([docker(text), lineWith(text, 'packed and unpacked')]).toEqual([
      undefined,
      'packed and unpacked 1.22 MB 1.20 MB unknown',
    ])
  })

  describe('lists its platforms', () => {
    const textWith = (...manifests: readonly DiskManifest[]) =>
      imageText(
        changeSurvey(plainStore(), ({ images }) => ({
          images: images.map((image) => (image.id === 'one' ? { ...image, manifests } : image)),
        })),
        'one',
      )

    it('with what is here of each', () => {
      const text = textWith(
        aManifest('amd64', { content: ['packed-base'], chainIds: ['base'], layerDigests: ['packed-base'] }),
        aManifest('arm64', { platform: 'linux/arm64/v8', content: ['packed-top'], unpacked: false, available: false }),
        aManifest('riscv64', { platform: 'linux/riscv64', content: [], unpacked: false, available: false }),
      )
      expect(rows(text).filter((line) => /^(PLATFORM|linux)/.test(line))).toEqual([
        'PLATFORM AVAILABLE PACKED UNPACKED DIGEST',
        'linux/amd64 yes 4.10 kB 1.00 MB amd64',
        'linux/arm64/v8 in part 4.10 kB 0 B arm64',
        'linux/riscv64 no 0 B 0 B riscv64',
      ])
    })

    it('with what attestations are about', () => {
      const attestation = { kind: 'attestation', platform: null, content: [], unpacked: false } as const
      const text = textWith(
        aManifest('amd64', { content: [] }),
        aManifest('a', { ...attestation, attests: 'amd64' }),
        aManifest('b', { ...attestation, attests: 'sha256:0123456789abcdef' }),
        aManifest('c', { ...attestation, attests: null }),
      )
      expect(rows(text).flatMap((line) => /^attestation for \S+/.exec(line) ?? [])).toEqual([
        'attestation for linux/amd64',
        'attestation for 0123456789ab',
        'attestation for unknown',
      ])
    })
  })
})

describe('an image of a classic driver', () => {
  const text = imageText(fiveContainers(), 'my-final-image')

  it('has one form, and no platforms', () => {
    expect(rows(text).slice(3, 8)).toEqual([
      'WHAT ALLOCATED APPARENT DOCKER SAYS',
      'virtual 8.01 MB 7.75 MB 7.75 MB',
      'shared with other images 0 B 0 B 0 B',
      'unique 8.01 MB 7.75 MB -',
      'Docker says: recorded file lengths of the layers, as in APPARENT.',
    ])
    expect(text).not.toContain('PLATFORM')
  })
})

describe('a container', () => {
  it.each([
    ['a classic driver', fiveContainers(), 'my_container_5', 'file lengths, as in APPARENT; virtual without the init'],
    [
      'the containerd store',
      plainStore(),
      'web',
      'blocks, directories included, as in ALLOCATED; virtual with the init',
    ],
    ['btrfs', plainStore({ storageDriver: 'btrfs' }), 'web', 'blocks of the files that differ from the layer below;'],
  ])('says what the engine counts on %s', (_, observations, id, words) => {
    expect(docker(containerText(observations, id))).toContain(`Docker says: ${words}`)
  })

  it('has no word of an engine that was not asked', () => {
    expect(docker(containerText(plainStore(null), 'web'))).toBeUndefined()
  })

  it('has the copies of its layers', () => {
    expect(lineWith(containerText(plainStore(), 'web'), 'top ')).toMatch(
      /^top 200 kB 200 kB 200 kB 4.10 kB 200 MB 1 1 /,
    )
  })
})

describe('layers', () => {
  const store = reportOf(plainStore()).layers
  const classic = reportOf(fiveContainers()).layers

  it('have their copies, and what removing images, build cache or both frees', () => {
    const text = layersReport(store, [])
    expect(lineWith(text, 'CHAIN ID')).toBe(
      'CHAIN ID ALLOCATED APPARENT DOCKER SAYS PACKED CACHED IMAGES CONTAINERS RM IMAGES RM CACHE RM BOTH CREATED BY',
    )
    expect(lineWith(text, 'base ')).toMatch(/^base 1.00 MB 1.00 MB 1.00 MB 4.10 kB 1.00 GB 2 1 0 B 1.00 GB 1.00 GB /)
    expect(lineWith(text, 'legacy ')).toMatch(/^legacy 30.0 kB 30.0 kB 30.0 kB 0 B 0 B 1 0 36.0 kB 0 B 36.0 kB /)
    expect(rows(text).filter((line) => /^(PACKED|CACHED|RM|Do not)/.test(line))).toHaveLength(4)
  })

  it('have no columns for what a classic driver does not have', () => {
    const text = layersReport(classic, [])
    expect(lineWith(text, 'CHAIN ID')).toBe('CHAIN ID ALLOCATED APPARENT DOCKER SAYS IMAGES CONTAINERS CREATED BY')
    expect(text.split('\n')).toHaveLength(3)
  })

  it('have the build cache’s step where no image has them any more', () => {
    const says = { layers: [aLayer('a'), aLayer('b')], buildCache: [aRecord('r', { chainId: 'a', directory: null })] }
    const { layers, buildCache } = reportOf(observed({ roots: [aRoot({ says })] }))
    const text = layersReport(layers, buildCache)
    expect([lineWith(text, 'a '), lineWith(text, 'b ')]).toEqual([
      expect.stringMatching(/ step r$/),
      expect.stringMatching(/ unknown$/),
    ])
  })

  it('of one object have no columns for what removing frees', () => {
    expect(lineWith(layersTable(store), 'CHAIN ID')).not.toContain('RM')
  })

  it('mark what is freed as a bound where something is not known', () => {
    const lost = changeSurvey(plainStore(null), ({ buildCache }) => ({
      containers: [],
      writableLayers: [],
      buildCache: buildCache.map((record) => (record.id === 'record-top' ? { ...record, snapshot: 'lost' } : record)),
    }))
    expect(lineWith(layersReport(reportOf(lost).layers, []), 'top ')).toMatch(/ >= 200 kB unknown >= 204 kB /)
  })

  it('are unknown where no root can be read', () => {
    expect(layersReport(reportOf({ ...plainStore(), engine: anEngine(), roots: [] }).layers, [])).toMatch(/^CHAIN ID/)
  })
})
