/** As the OCI writes one; in practice `sha256:<64 hex>`. Nothing in it can lead out of the directory that it names. */
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,128}$/

export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && DIGEST.test(text)
}

/** `blobs/<algorithm>/<hex>` in the content store's directory. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}
