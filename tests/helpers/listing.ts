import { createHash } from 'node:crypto'
import { run } from './run-process.ts'

/**
 * A digest of everything about a tree that a reader could change by accident: names, types, modes, owners, lengths,
 * blocks, and when contents and inodes last changed. Times of access are left out; reading may set them.
 */
export async function digestOf(path: string): Promise<string> {
  const format = String.raw`%P %y %m %U:%G %n %s %b %T@ %C@\0`
  const listing = await run(['find', path, '-xdev', '-printf', format])
  return createHash('sha256').update(listing.split('\0').toSorted().join('\0')).digest('hex')
}
