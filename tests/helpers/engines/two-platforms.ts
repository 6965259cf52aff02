import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../run-process.ts'
import type { Engine } from './engine.ts'

export const TWO_PLATFORMS = 'acme/two-platforms:1'

/** This machine's, and one that it cannot run. */
const ARCHITECTURES = process.arch === 'arm64' ? (['arm64', 'amd64'] as const) : (['amd64', 'arm64'] as const)

/**
 * Loads an image with manifests for two platforms into an engine with the containerd store. Both are complete in the
 * content store; 28.5 unpacks this machine's only, 26.1 both. The image is written by hand as an OCI archive: an engine
 * without a network cannot pull one, and to build it would need an emulator.
 */
export async function loadTwoPlatforms(engine: Engine): Promise<void> {
  const folder = join(engine.directory, 'two-platforms')
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
  const manifests: object[] = []
  for (const architecture of ARCHITECTURES) manifests.push(await writePlatform(folder, architecture))
  const index = await writeBlob(folder, INDEX, json({ schemaVersion: 2, mediaType: type(INDEX), manifests }))
  const named = { ...index, annotations: { 'io.containerd.image.name': `docker.io/${TWO_PLATFORMS}` } }
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, mediaType: type(INDEX), manifests: [named] }))
  await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
  const archive = `${folder}.tar`
  await run(['tar', '-C', folder, '-cf', archive, 'oci-layout', 'index.json', 'blobs'])
  await engine.cli('load', '-i', archive)
  await Promise.all([rm(folder, { recursive: true }), rm(archive)])
}

/** An image of one layer with one file; resolves to the descriptor of its manifest. */
async function writePlatform(folder: string, architecture: (typeof ARCHITECTURES)[number]): Promise<object> {
  const platform = { os: 'linux', architecture }
  const tar = await layerTar(folder, architecture)
  const layer = await writeBlob(folder, 'layer.v1.tar+gzip', gzipSync(tar))
  const rootfs = { type: 'layers', diff_ids: [digest(tar)] }
  const history = [{ created: CREATED, created_by: 'written by hand' }]
  const about = json({ ...platform, created: CREATED, config: {}, rootfs, history })
  const config = await writeBlob(folder, 'config.v1+json', about)
  const manifest = json({ schemaVersion: 2, mediaType: type(MANIFEST), config, layers: [layer] })
  return { ...(await writeBlob(folder, MANIFEST, manifest)), platform }
}

const INDEX = 'index.v1+json'
const MANIFEST = 'manifest.v1+json'
const CREATED = '2023-11-14T22:13:20Z'

/** Different sizes, so that one cannot be taken for the other. */
const KILOBYTES = { amd64: 300, arm64: 500 }

async function layerTar(folder: string, architecture: (typeof ARCHITECTURES)[number]): Promise<Buffer> {
  const tree = join(folder, architecture)
  await mkdir(tree)
  await writeFile(join(tree, `made-for-${architecture}`), noise(architecture, KILOBYTES[architecture]))
  const plain = ['--mtime=@1700000000', '--owner=0', '--group=0', '--numeric-owner']
  await run(['tar', '-C', tree, ...plain, '-cf', `${tree}.tar`, '.'])
  return readFile(`${tree}.tar`)
}

/** What does not compress, and is the same each time. */
function noise(seed: string, kilobytes: number): Buffer {
  const blocks = Array.from({ length: kilobytes * 32 }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest())
  return Buffer.concat(blocks)
}

async function writeBlob(folder: string, kind: string, content: Buffer) {
  const name = digest(content)
  await writeFile(join(folder, 'blobs', name.replace(':', '/')), content)
  return { mediaType: type(kind), digest: name, size: content.length }
}

function type(kind: string): string {
  return `application/vnd.oci.image.${kind}`
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
