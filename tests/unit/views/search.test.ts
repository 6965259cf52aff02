import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import { viewSearch } from '../../../src-main/views/search.ts'
import { buildSearchIndex } from '../../../src-main/views/search-index.ts'
import { aContainer, aLayer, anImage, aRecord, aVolume, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore } from '../../helpers/builders/plain-store.ts'

const hex = (start: string): string => start.padEnd(64, '0')
const ROOT = '/var/lib/docker'
const CHAIN = `sha256:${hex('c4a1')}`
const IMAGE = `sha256:${hex('1a9e')}`
const [WEB, WEB_DB] = [hex('beef'), hex('beefed')]
const RECORD = 'q1q5z8si0000000000000000x'
const CACHE = hex('cac4e1d')

const inventory = buildInventory(
  observed({
    roots: [
      aRoot({
        says: {
          layers: [
            aLayer(CHAIN, { cacheId: CACHE, directory: `overlay2/${CACHE}/diff`, diffId: `sha256:${hex('d1ff')}` }),
          ],
          images: [
            anImage(IMAGE, [CHAIN], {
              references: ['acme/web:1.0', 'registry.example/acme/web:latest'],
              createdBy: ['RUN apt-get install nginx'],
            }),
          ],
          containers: [aContainer(WEB, { name: 'web' }), aContainer(WEB_DB, { name: 'shop-web-db' })],
          writableLayers: [
            aWritableLayer(WEB, { parent: CHAIN, directory: 'overlay2/m0/diff' }),
            aWritableLayer(WEB_DB, { directory: 'overlay2/m1/diff' }),
          ],
          volumes: [aVolume('web'), aVolume('cobweb')],
          buildCache: [aRecord(RECORD, { description: '[2/4] COPY web /srv', directory: `overlay2/${RECORD}/diff` })],
        },
        holds: [
          held(`overlay2/${CACHE}/diff`, { kind: 'layer', chainId: CHAIN }, 5),
          held('overlay2/m0/diff', { kind: 'writable-layer', containerId: WEB }, 7),
          held('volumes/web/_data', { kind: 'volume', name: 'web' }, 3),
          held('volumes/cobweb/_data', { kind: 'volume', name: 'cobweb' }, 300),
          held('overlay2/stray', { kind: 'orphan', reason: 'unaccounted' }, 9),
        ],
      }),
    ],
  }),
)

const found = (text: string, of: Inventory = inventory) =>
  viewSearch(buildSearchIndex(of), text, 20).hits.map(({ kind, name, by }) => `${kind} ${name} ${by}`)

describe('what is typed', () => {
  it('finds names: exact, from the beginning, at a word, inside; kinds in their order', () => {
    expect(found('web')).toEqual([
      'container web name',
      'volume web name',
      'container shop-web-db name',
      'image acme/web:1.0 name',
      'build-cache [2/4] COPY web /srv step',
      'volume cobweb name',
    ])
  })

  it('finds without regard to case and to blanks around it', () => {
    expect(found('  WEB ')).toEqual(found('web'))
  })

  it('finds an image by any of its references', () => {
    expect(found('registry.example/acme/web:latest')).toEqual(['image acme/web:1.0 name'])
  })

  it('finds by the beginning of an ID, with or without its algorithm, and not by its middle', () => {
    expect(found('beef')).toEqual(['container web id', 'container shop-web-db id'])
    expect(found('beefed')).toEqual(['container shop-web-db id'])
    expect(found('1a9e')).toEqual(['image acme/web:1.0 id'])
    expect(found('sha256:1a9e')).toEqual(['image acme/web:1.0 id'])
    expect(found('a9e0')).toEqual([])
    expect(found('bee')).toEqual([])
  })

  it('finds a layer by its chain ID, diff ID and the name of its directory', () => {
    for (const id of [CHAIN, hex('d1ff'), 'cac4e1d']) expect(found(id)).toEqual(['layer RUN apt-get install nginx id'])
  })

  it('finds Dockerfile steps', () => {
    expect(found('apt-get')).toEqual(['layer RUN apt-get install nginx step'])
    expect(found('copy web')).toEqual(['build-cache [2/4] COPY web /srv step'])
  })

  it('finds nothing for nothing', () => {
    expect([found(''), found('   '), found('no such thing')]).toEqual([[], [], []])
  })

  it('says where each is shown, with its bytes and what tells it apart', () => {
    expect(viewSearch(buildSearchIndex(inventory), 'nginx', 1).hits).toEqual([
      {
        ...{ kind: 'layer', id: CHAIN, name: 'RUN apt-get install nginx', detail: 'acme/web:1.0', by: 'step' },
        allocated: { kind: 'exact', bytes: 5 },
        page: { page: 'images', object: 'acme/web:1.0' },
      },
    ])
  })

  it('brings as many as are wanted, the best, and counts the others', () => {
    const { hits, total } = viewSearch(buildSearchIndex(inventory), 'web', 2)
    expect([hits.map(({ kind }) => kind), total]).toEqual([['container', 'volume'], 6])
  })

  it('puts the larger first among equals', () => {
    const volumes = Array.from({ length: 300 }, (_, i) => `data-${i}`)
    const many = buildInventory(
      observed({
        roots: [
          aRoot({
            says: { volumes: volumes.map((name) => aVolume(name)) },
            holds: volumes.map((name, i) => held(`volumes/${name}/_data`, { kind: 'volume', name }, (i * 7919) % 300)),
          }),
        ],
      }),
    )
    const { hits, total } = viewSearch(buildSearchIndex(many), 'data', 40)
    const sizes = hits.map(({ allocated }) => (allocated.kind === 'exact' ? allocated.bytes : NaN))
    expect([sizes, total]).toEqual([Array.from({ length: 40 }, (_, i) => 299 - i), 300])
  })
})

describe('a path on disk', () => {
  it.each([
    [`${ROOT}/overlay2/${CACHE}/diff/usr/bin/nginx`, 'layer RUN apt-get install nginx path'],
    [`${ROOT}/overlay2/${CACHE}`, 'layer RUN apt-get install nginx path'],
    [`${ROOT}/overlay2/${CACHE}/`, 'layer RUN apt-get install nginx path'],
    [`${ROOT}/overlay2/${CACHE}/link`, 'layer RUN apt-get install nginx path'],
    [`${ROOT}/overlay2/m0/merged/etc`, 'container web path'],
    [`${ROOT}/overlay2/m0-init/diff`, 'container web path'],
    [`${ROOT}/containers/${WEB}/${WEB}-json.log`, 'container web path'],
    [`${ROOT}/volumes/web/_data/pg/base`, 'volume web path'],
    [`${ROOT}/overlay2/${RECORD}/diff`, 'build-cache [2/4] COPY web /srv path'],
    [`${ROOT}/overlay2/stray/file`, 'orphan overlay2/stray path'],
    [`${ROOT}/image/overlay2/layerdb/sha256/${hex('c4a1')}/size`, 'layer RUN apt-get install nginx path'],
    [`${ROOT}/image/overlay2/imagedb/content/sha256/${hex('1a9e')}`, 'image acme/web:1.0 path'],
    [`${ROOT}/image/overlay2/layerdb/mounts/${WEB}`, 'container web path'],
    [`/mnt/old/docker/overlay2/${CACHE}/diff`, 'layer RUN apt-get install nginx path'],
  ])('%s is %s', (path, owner) => {
    expect(found(path)).toEqual([owner])
  })

  it('is of the longest directory that contains it', () => {
    expect(found(`${ROOT}/volumes/web2/_data`)).toEqual([])
    expect(found(`${ROOT}/volumes/cobweb/_data`)).toEqual(['volume cobweb path'])
  })

  it('finds snapshots and blobs of the containerd store', () => {
    const store = buildInventory(plainStore())
    const at = (path: string) => found(`${ROOT}/containerd/daemon/${path}`, store)
    expect(at('io.containerd.snapshotter.v1.overlayfs/snapshots/top/fs/etc')).toEqual(['layer RUN make top path'])
    expect(at('io.containerd.snapshotter.v1.overlayfs/snapshots/web-init/fs')).toEqual(['container web path'])
    expect(at('io.containerd.content.v1.content/blobs/sha256/packed-top')).toEqual(['blob layer packed-top path'])
  })

  it('is found among thousands of others', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `container-${i}`)
    const many = buildInventory(
      observed({
        roots: [
          aRoot({
            says: {
              containers: names.map((name, i) => aContainer(i.toString(16).padStart(64, '0'), { name })),
              layers: Array.from({ length: 9000 }, (_, i) => aLayer(`sha256:${i.toString(16).padStart(64, '0')}`)),
            },
          }),
        ],
      }),
    )
    expect(viewSearch(buildSearchIndex(many), 'container-4999', 5).total).toBe(1)
    expect(viewSearch(buildSearchIndex(many), 'container', 5).total).toBe(5000)
  })
})
