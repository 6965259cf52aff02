import type { Digest } from '../../model/identifiers.ts'
import type { BlobRole, DiskManifest, ManifestKind } from '../../model/observations.ts'
import { chainIds, diffIdsOf, historySteps } from '../image-config.ts'
import { asTime, type JsonObject } from '../parse-json.ts'
import type { BlobReader } from './blob-reader.ts'
import { isDigest } from './digest.ts'
import {
  asDescriptor,
  asDescriptors,
  isLayerType,
  platformOf,
  shapeOf,
  shapeOfJson,
  type BlobShape,
  type Descriptor,
} from './oci-json.ts'

/** What an image's index, manifests and configs say, as far as they are here. */
export interface ImageContent {
  readonly manifests: readonly ManifestContent[]
  /** Digests of its indexes that are here. */
  readonly indexes: readonly Digest[]
  /** Some of it could not be read, so that more may belong to it. */
  readonly incomplete: boolean
}

/** A manifest, and its config for whoever wants to know more. */
export interface ManifestContent {
  readonly manifest: DiskManifest
  /** Null when it is not here. */
  readonly config: JsonObject | null
  /** What each blob that it names is, itself included. */
  readonly roles: readonly (readonly [Digest, BlobRole])[]
}

/** An index may name indexes. Nobody nests them deeper than two. */
const MAX_DEPTH = 8

const REFERENCE_TYPE = 'vnd.docker.reference.type'
const REFERENCE_DIGEST = 'vnd.docker.reference.digest'

/**
 * Follows an image from its target through the blobs themselves. What is not here is normal: of an image for many
 * platforms mostly one is pulled. `isUnpacked`: a snapshot of that chain ID is here.
 */
export function readImageContent(
  target: { readonly digest: Digest; readonly mediaType: string },
  blobs: BlobReader,
  isUnpacked: (chainId: string) => boolean,
): ImageContent {
  const manifests: ManifestContent[] = []
  const indexes: Digest[] = []
  // Of an image whose target is gone nothing is known.
  let incomplete = !blobs.has(target.digest)
  const seen = new Set<Digest>()
  const follow = (descriptor: Descriptor, depth: number): void => {
    if (seen.has(descriptor.digest) || depth > MAX_DEPTH) return
    seen.add(descriptor.digest)
    const json = followed(descriptor) ? blobs.json(descriptor.digest) : null
    const shape = shapeAt(descriptor, json)
    if (shape === 'manifest') manifests.push(readManifest(descriptor, json, { blobs, isUnpacked }))
    if (json === null && blobs.lost(descriptor.digest)) incomplete = true
    if (shape !== 'index' || json === null) return
    indexes.push(descriptor.digest)
    for (const next of asDescriptors(json['manifests'])) follow(next, depth + 1)
  }
  follow({ ...target, annotations: {}, platform: null }, 0)
  return { manifests, indexes, incomplete: incomplete || manifests.some(({ manifest }) => manifest.incomplete) }
}

/** A layer that an index names by mistake may be large, and is no JSON. */
function followed({ mediaType }: Descriptor): boolean {
  return shapeOf(mediaType) !== 'other' || mediaType === '' || mediaType.endsWith('json')
}

function shapeAt({ mediaType }: Descriptor, json: JsonObject | null): BlobShape {
  const said = shapeOf(mediaType)
  return said === 'other' && json !== null ? shapeOfJson(json) : said
}

interface Here {
  readonly blobs: BlobReader
  readonly isUnpacked: (chainId: string) => boolean
}

function readManifest(descriptor: Descriptor, json: JsonObject | null, { blobs, isUnpacked }: Here): ManifestContent {
  const { digest } = descriptor
  const configDescriptor = asDescriptor(json?.['config'])
  const layers = asDescriptors(json?.['layers'])
  const config = configDescriptor === null ? null : blobs.json(configDescriptor.digest)
  const kind = kindOf(descriptor, json === null ? null : layers)
  const diffIds = config === null || kind !== 'image' ? [] : diffIdsOf(config)
  const chain = chainIds(diffIds ?? [])
  const top = chain.at(-1)
  const named = [
    digest,
    ...(configDescriptor === null ? [] : [configDescriptor.digest]),
    ...layers.map((l) => l.digest),
  ]
  const manifest: DiskManifest = {
    digest,
    kind,
    platform: kind === 'image' ? (descriptor.platform ?? platformOf(config)) : null,
    attests: attestedBy(descriptor),
    available: json !== null && named.every(blobs.has),
    content: [...new Set(named)].filter(blobs.has),
    chainIds: chain,
    history: kind === 'image' ? historySteps(config?.['history'], chain) : [],
    layerDigests: layers.map((layer) => layer.digest),
    unpacked: top !== undefined && isUnpacked(top),
    incomplete: named.some(blobs.lost) || (diffIds === null && layers.length > 0),
  }
  const about = (role: BlobRole): BlobRole => (kind === 'attestation' ? 'attestation' : role)
  const layerRoles = layers.map(
    (layer) => [layer.digest, about(isLayerType(layer.mediaType) ? 'layer' : 'other')] as const,
  )
  const configRole = configDescriptor === null ? [] : [[configDescriptor.digest, about('config')] as const]
  return { manifest, config, roles: [[digest, about('manifest')], ...configRole, ...layerRoles] }
}

/**
 * As the engine tells them apart: an attestation is annotated as one; what has no platform, or layers none of which is
 * one of an image, is nothing that runs. A manifest that is not here is taken for an image.
 */
function kindOf({ annotations, platform }: Descriptor, layers: readonly Descriptor[] | null): ManifestKind {
  if (annotations[REFERENCE_TYPE] !== undefined) return 'attestation'
  if (platform === 'unknown/unknown') return 'unknown'
  const runs = layers === null || layers.length === 0 || layers.some((layer) => isLayerType(layer.mediaType))
  return runs ? 'image' : 'unknown'
}

function attestedBy({ annotations }: Descriptor): Digest | null {
  const digest = annotations[REFERENCE_DIGEST]
  return annotations[REFERENCE_TYPE] !== undefined && isDigest(digest) ? digest : null
}

/** When an image was made: what the config of a platform that runs here says, else of any. */
export function createdAtOf(manifests: readonly ManifestContent[]): string | null {
  const ofImages = manifests.filter(({ manifest, config }) => manifest.kind === 'image' && config !== null)
  const best = ofImages.find(({ manifest }) => manifest.unpacked) ?? ofImages[0]
  return asTime(best?.config?.['created'])
}
