/**
 * The newest API version whose answers were recorded and tested. Newer engines speak it too, as long as it is not below
 * their own minimum.
 */
export const NEWEST_KNOWN_API = '1.51'

/** Docker 19.03. Docker 20.10 (1.41) is the oldest that is tested. */
export const OLDEST_KNOWN_API = '1.40'

/** From here on `/system/df` does only what its `type` asks for, and `/images/json` knows `shared-size`. */
export const API_WITH_DISK_USAGE_TYPES = '1.42'

/** From here on `/images/json` lists the manifests of an image, where the engine keeps images in containerd. */
export const API_WITH_MANIFESTS = '1.47'

/** From here on `/system/df` has a new shape, in detail only with `verbose`. */
export const API_WITH_VERBOSE_DISK_USAGE = '1.52'

/** Negative, 0 or positive as `a` is older than, the same as or newer than `b`. 1.9 is older than 1.41. */
export function compareApiVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}

export function speaksAtLeast(apiVersion: string, needed: string): boolean {
  return compareApiVersions(apiVersion, needed) >= 0
}

/** The version to make requests in: never newer than the engine, never older than it accepts, else the newest we know. */
export function negotiateApiVersion(newest: string, oldest: string | null): string {
  if (!speaksAtLeast(newest, NEWEST_KNOWN_API)) return newest
  return oldest !== null && speaksAtLeast(oldest, NEWEST_KNOWN_API) ? oldest : NEWEST_KNOWN_API
}
