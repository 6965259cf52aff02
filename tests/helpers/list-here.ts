import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Listing } from '../../src-main/sources/listed/listing.ts'
import { LISTING_SCRIPT, listingArguments } from '../../src-main/sources/listed/listing-script.ts'
import { readListing } from '../../src-main/sources/listed/read-listing.ts'

export interface ListOptions {
  /** What runs the script: `sh`, or a shell in another place or with other tools. */
  readonly shell?: readonly string[]
  readonly path?: string
}

/** Lists a directory of this machine by the script that runs in containers. */
export async function listHere(
  root: string,
  { directory = root, ...options }: ListOptions & { readonly directory?: string } = {},
): Promise<Listing> {
  const token = randomBytes(16).toString('hex')
  const [program = 'sh', ...args] = options.shell ?? ['sh']
  const env = { PATH: options.path ?? process.env['PATH'], LC_ALL: 'C', TZ: 'UTC0' }
  const child = spawn(program, [...args, '-c', LISTING_SCRIPT, 'sh', ...listingArguments(token, root, directory)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (text: Buffer) => (words += text.toString()))
  const ended = new Promise((resolve) => child.on('close', resolve))
  const stdout = (async function* () {
    for await (const chunk of child.stdout) yield chunk as Buffer
    await ended
  })()
  return await readListing({ stdout, words: () => words, token, root: directory, image: 'here' })
}
