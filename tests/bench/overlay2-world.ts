import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fillTree } from './fill-tree.ts'
import { randomHex } from './random.ts'
import type { Random } from './random.ts'

const NAMES_OF_LAYER = 6000
const LAYERS_OF_IMAGE = 6
/** The bottom layers of an image are those of one of a few base images. */
const BASE_LAYERS = 2
const READ_ONLY_SHARE = 0.88
const LINK_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const CREATED = '2026-03-01T12:00:00.000000000Z'

interface Layer {
  readonly chainId: string
  readonly diffId: string
  readonly parent: Layer | null
  readonly link: string
}

interface Image {
  readonly id: string
  readonly name: string
  readonly top: Layer
}

/** Where the pieces of one world come from. */
interface Maker {
  readonly root: string
  readonly random: Random
  readonly shared: string[]
}

/**
 * Makes a data root of the overlay2 driver with about `names` files and directories, as an engine that ran for a
 * while leaves it: 88 % in the layers of images that share their bases, the rest in writable layers and volumes.
 */
export function makeOverlay2World(root: string, names: number, random: Random): void {
  const maker: Maker = { root, random, shared: [] }
  for (const directory of ['overlay2/l', 'image/overlay2/layerdb/mounts', 'containers', 'volumes', 'tmp', 'swarm']) {
    mkdirSync(`${root}/${directory}`, { recursive: true })
  }
  const layerCount = Math.max(2 * LAYERS_OF_IMAGE, Math.round((names * READ_ONLY_SHARE) / NAMES_OF_LAYER))
  const images = makeImages(maker, layerCount, Math.floor((names * READ_ONLY_SHARE) / layerCount))
  const owners = Math.max(4, Math.round(layerCount / 4))
  const each = Math.floor((names * (1 - READ_ONLY_SHARE)) / (2 * owners))
  for (let number = 0; number < owners; number++) {
    const volume = makeVolume(maker, number, each)
    makeContainer(maker, number, { image: images[number % images.length], volume, names: each })
  }
}

function makeImages(maker: Maker, layerCount: number, names: number): readonly Image[] {
  const images: Image[] = []
  let base: Layer | null = null
  let left = layerCount
  while (left > 0) {
    if (images.length % 5 === 0) {
      base = makeLayers(maker, { parent: null, count: BASE_LAYERS, names })
      left -= BASE_LAYERS
    }
    const count = Math.max(1, Math.min(left, LAYERS_OF_IMAGE - BASE_LAYERS))
    images.push(makeImage(maker, images.length, makeLayers(maker, { parent: base, count, names })))
    left -= count
  }
  const repositories = images.map(({ id, name }): [string, object] => [name, { [`${name}:latest`]: id }])
  write(`${maker.root}/image/overlay2/repositories.json`, json({ Repositories: Object.fromEntries(repositories) }))
  return images
}

function makeLayers(maker: Maker, plan: { parent: Layer | null; count: number; names: number }): Layer {
  const layer = makeLayer(maker, plan.parent, plan.names)
  return plan.count > 1 ? makeLayers(maker, { ...plan, parent: layer, count: plan.count - 1 }) : layer
}

function makeLayer(maker: Maker, parent: Layer | null, names: number): Layer {
  const { root, random } = maker
  const cacheId = randomHex(random, 64)
  const diffId = `sha256:${randomHex(random, 64)}`
  const chainId = parent === null ? diffId : digest(`${parent.chainId} ${diffId}`)
  const layer = { chainId, diffId, parent, link: makeOverlay(maker, cacheId, parent) }
  write(`${root}/overlay2/${cacheId}/committed`, '')
  const { apparent } = fillTree(`${root}/overlay2/${cacheId}/diff`, names, maker)
  const record = `${root}/image/overlay2/layerdb/${chainId.replace(':', '/')}`
  const facts = { 'cache-id': cacheId, diff: diffId, size: String(apparent), parent: parent?.chainId ?? null }
  for (const [name, text] of Object.entries(facts)) if (text !== null) write(`${record}/${name}`, text)
  write(`${record}/tar-split.json.gz`, '')
  return layer
}

/** The directory of one layer; returns its short name. */
function makeOverlay({ root, random }: Maker, id: string, parent: Layer | null): string {
  const directory = `${root}/overlay2/${id}`
  mkdirSync(`${directory}/diff`, { recursive: true })
  const link = Array.from({ length: 26 }, () => LINK_ALPHABET[Math.floor(random() * LINK_ALPHABET.length)]).join('')
  write(`${directory}/link`, link)
  symlinkSync(`../${id}/diff`, `${root}/overlay2/l/${link}`)
  if (parent !== null) {
    mkdirSync(`${directory}/work`)
    write(`${directory}/lower`, [...stackOf(parent)].map((layer) => `l/${layer.link}`).join(':'))
  }
  return link
}

function makeImage({ root }: Maker, number: number, top: Layer): Image {
  const name = `acme/image-${number}`
  const layers = [...stackOf(top)].reverse()
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    created: CREATED,
    config: { Env: [`NUMBER=${number}`] },
    history: layers.map((_, layer) => ({ created: CREATED, created_by: `RUN step ${layer}` })),
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  })
  const id = digest(config)
  write(`${root}/image/overlay2/imagedb/content/${id.replace(':', '/')}`, config)
  return { id, name, top }
}

function makeContainer(
  maker: Maker,
  number: number,
  { image, volume, names }: { image: Image | undefined; volume: string; names: number },
): void {
  if (image === undefined) return
  const { root, random } = maker
  const [id, mountId] = [randomHex(random, 64), randomHex(random, 64)]
  const init = makeOverlay(maker, `${mountId}-init`, image.top)
  write(`${root}/overlay2/${mountId}-init/committed`, '')
  makeOverlay(maker, mountId, { ...image.top, parent: image.top, link: init })
  fillTree(`${root}/overlay2/${mountId}/diff`, names, maker)
  const mount = `${root}/image/overlay2/layerdb/mounts/${id}`
  write(`${mount}/mount-id`, mountId)
  write(`${mount}/init-id`, `${mountId}-init`)
  write(`${mount}/parent`, image.top.chainId)
  const directory = `${root}/containers/${id}`
  const log = `${directory}/${id}-json.log`
  write(log, 'x'.repeat(Math.floor(random() * 100_000)))
  write(`${directory}/hostconfig.json`, json({ LogConfig: { Type: 'json-file', Config: {} } }))
  write(
    `${directory}/config.v2.json`,
    json({
      ID: id,
      Name: `/container-${number}`,
      Image: image.id,
      Created: CREATED,
      Driver: 'overlay2',
      LogPath: log,
      State: { Running: false, StartedAt: CREATED, FinishedAt: CREATED },
      Config: { Image: `${image.name}:latest`, Labels: {} },
      MountPoints: { '/data': { Type: 'volume', Name: volume, Destination: '/data', Driver: 'local', RW: true } },
    }),
  )
}

function makeVolume(maker: Maker, number: number, names: number): string {
  const name = number % 3 === 0 ? randomHex(maker.random, 64) : `volume-${number}`
  mkdirSync(`${maker.root}/volumes/${name}/_data`, { recursive: true })
  fillTree(`${maker.root}/volumes/${name}/_data`, names, maker)
  return name
}

function* stackOf(top: Layer): Generator<Layer> {
  for (let layer: Layer | null = top; layer !== null; layer = layer.parent) yield layer
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function json(value: unknown): string {
  return JSON.stringify(value)
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
