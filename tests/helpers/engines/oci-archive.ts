import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../run-process.ts'

export type Architecture = 'amd64' | 'arm64'

/** This machine's, as an image says it. */
export const OWN_ARCHITECTURE: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'

export interface ArchivedImage {
  /** With its tag, in docker's short form: `acme/some:1`. */
  readonly name: string
  /** A manifest for each, of one layer with one file of so many kilobytes that do not compress. */
  readonly platforms: readonly { readonly architecture: Architecture; readonly kilobytes: number }[]
}

/** Writes an OCI archive by hand, for `docker load`: an index, a manifest for each platform. */
export async function writeOciArchive(archive: string, { name, platforms }: ArchivedImage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-oci-'))
  try {
    await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
    const manifests: object[] = []
    for (const platform of platforms) manifests.push(await writePlatform(folder, platform))
    const index = await writeBlob(folder, INDEX, json({ schemaVersion: 2, mediaType: type(INDEX), manifests }))
    const named = { ...index, annotations: { 'io.containerd.image.name': `docker.io/${name}` } }
    await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, mediaType: type(INDEX), manifests: [named] }))
    await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
    await run(['tar', '-C', folder, '-cf', archive, 'oci-layout', 'index.json', 'blobs'])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Resolves to the descriptor of its manifest. */
async function writePlatform(folder: string, wanted: ArchivedImage['platforms'][number]): Promise<object> {
  const platform = { os: 'linux', architecture: wanted.architecture }
  const tar = await layerTar(folder, wanted)
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

async function layerTar(folder: string, { architecture, kilobytes }: ArchivedImage['platforms'][number]) {
  const tree = join(folder, architecture)
  await mkdir(tree)
  await writeFile(join(tree, `made-for-${architecture}`), noise(architecture, kilobytes))
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
