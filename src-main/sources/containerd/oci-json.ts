import type { Digest } from '../../model/identifiers.ts'
import { asArray, asLabels, asObject, asString, type JsonObject } from '../parse-json.ts'
import { isDigest } from './digest.ts'

/** The JSON of indexes, manifests and configs as somebody else wrote it; what does not fit is left out. */

/** A reference to a blob. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly annotations: Readonly<Record<string, string>>
  /** `linux/arm64/v8`; null where it does not say. */
  readonly platform: string | null
}

export type BlobShape = 'index' | 'manifest' | 'other'

const INDEX = /^application\/vnd\.(?:oci\.image\.index\.v1|docker\.distribution\.manifest\.list\.v2)\+json$/
const MANIFEST = /^application\/vnd\.(?:oci\.image\.manifest\.v1|docker\.distribution\.manifest\.v2)\+json$/
const LAYER = /^application\/vnd\.(?:oci\.image\.layer\.|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar|erofs\.layer\.)/

/** What a media type says that a blob is. */
export function shapeOf(mediaType: string): BlobShape {
  if (INDEX.test(mediaType)) return 'index'
  return MANIFEST.test(mediaType) ? 'manifest' : 'other'
}

export function isLayerType(mediaType: string): boolean {
  return LAYER.test(mediaType)
}

/** The same for the blob itself; older ones do not name their type. */
export function shapeOfJson(json: JsonObject): BlobShape {
  const said = shapeOf(asString(json['mediaType']) ?? '')
  if (said !== 'other') return said
  if (Array.isArray(json['manifests'])) return 'index'
  return Array.isArray(json['layers']) && asObject(json['config']) !== null ? 'manifest' : 'other'
}

export function asDescriptor(value: unknown): Descriptor | null {
  const object = asObject(value)
  const digest = object?.['digest']
  if (object === null || !isDigest(digest)) return null
  return {
    mediaType: asString(object['mediaType']) ?? '',
    digest,
    annotations: asLabels(object['annotations']),
    platform: platformOf(asObject(object['platform'])),
  }
}

export function asDescriptors(value: unknown): readonly Descriptor[] {
  return asArray(value).flatMap((item) => asDescriptor(item) ?? [])
}

/** Of a descriptor's `platform`, or of a config, which has the same fields. */
export function platformOf(object: JsonObject | null): string | null {
  const [os, architecture] = [asString(object?.['os']), asString(object?.['architecture'])]
  if (os === null || architecture === null) return null
  return [os, architecture, asString(object?.['variant'])].filter((part) => part !== null).join('/')
}
