import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { throwIfCancelled } from '../../errors/app-error.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import { errorCode } from '../disk/error-code.ts'
import { pathToBytes } from '../disk/path-bytes.ts'
import type { OpaqueQuestion } from './files-reader.ts'
import { createByteSource } from '../listed/byte-source.ts'
import { readTarEntries } from '../listed/tar-entries.ts'

export interface OpaqueRequest extends Pick<OpaqueQuestion, 'root' | 'directories' | 'rootless'> {
  /** Path of another tar than the system's. */
  readonly tar?: string
  readonly signal?: AbortSignal
}

/**
 * Which directories are opaque, by their place in the request; or why nobody knows. Node cannot read extended attributes:
 * GNU tar, which every Linux has, writes a header for each directory that has them in it, and no content.
 */
export async function readOpaque(request: OpaqueRequest): Promise<ReadonlySet<number> | OpaqueBecause> {
  const { directories, rootless, signal } = request
  throwIfCancelled(signal)
  if (!rootless && !seesTrustedAttributes()) return 'not-allowed'
  if (directories.length === 0) return new Set()
  const places = new Map(directories.map((path, place) => [`/${path}`, place]))
  const child = startTar(request)
  const ended = endOf(child)
  try {
    const found = await collect(child, places)
    const { code, words } = await ended
    throwIfCancelled(signal)
    if (code === 'ENOENT' || NO_SUCH_TAR.test(words)) return 'no-tar'
    // A directory that has gone in the meantime ends it with 2, after all the others.
    return found.entries === 0 ? 'failed' : found.opaque
  } catch (error) {
    child.kill()
    await ended
    throwIfCancelled(signal)
    if (errorCode(error) === '') throw error
    return 'failed'
  }
}

/** Another tar, or one that was built without this. */
const NO_SUCH_TAR = /unrecognized option|invalid option|XATTR support is not available/
const OPAQUE = ['SCHILY.xattr.trusted.overlay.opaque', 'SCHILY.xattr.user.overlay.opaque']
/** The last of what it says is enough to know why. */
const ENOUGH = 4000
/** Where every system has it; whoever runs with rights must not be led to another one. */
const PATH = '/usr/bin:/bin'

function startTar({ root, directories, tar = 'tar', signal }: OpaqueRequest): ChildProcessWithoutNullStreams {
  const child = spawn(
    tar,
    [
      ...['--create', '--file=-', '--format=posix', '--no-recursion', '--numeric-owner'],
      ...['--xattrs', '--xattrs-include=trusted.overlay.*', '--xattrs-include=user.overlay.*'],
      ...['--directory', root, '--null', '--files-from=-'],
    ],
    { cwd: '/', env: { PATH, LC_ALL: 'C' }, stdio: 'pipe', ...(signal === undefined ? {} : { signal }) },
  )
  child.stdin.on('error', () => undefined)
  // Names that begin with a dash would be options.
  child.stdin.end(Buffer.concat(directories.flatMap((path) => [pathToBytes(`./${path}`), Buffer.of(0)])))
  return child
}

interface TarEnd {
  /** Exit code, or the system's name for why it did not start. */
  readonly code: number | string | null
  readonly words: string
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<TarEnd> {
  return new Promise((resolve) => {
    let words = ''
    child.stderr.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-ENOUGH)))
    child.on('error', (error) => {
      resolve({ code: errorCode(error), words })
    })
    child.on('close', (code) => {
      resolve({ code, words })
    })
  })
}

async function collect(child: ChildProcessWithoutNullStreams, places: ReadonlyMap<string, number>) {
  const opaque = new Set<number>()
  let entries = 0
  for await (const { path, records } of readTarEntries(createByteSource(child.stdout), null)) {
    entries += 1
    const place = places.get(path)
    if (place !== undefined && OPAQUE.some((name) => isYes(records.get(name)))) opaque.add(place)
  }
  return { opaque, entries }
}

/** `y`. `x` only says that whiteouts inside are kept in attributes too, which no container's writes are. */
function isYes(value: Buffer | undefined): boolean {
  return value?.toString('latin1') === 'y'
}

/** CAP_SYS_ADMIN in the machine's own user namespace; without it the kernel does not even list them. */
function seesTrustedAttributes(): boolean {
  try {
    const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0'
    const [inside, outside, length] = readFileSync('/proc/self/uid_map', 'latin1').trim().split(/\s+/)
    const own = inside === '0' && outside === '0' && length === '4294967295'
    return own && ((BigInt(`0x${capabilities}`) >> CAP_SYS_ADMIN) & 1n) === 1n
  } catch (error) {
    // Another system than Linux has no overlays either.
    if (errorCode(error) === '') throw error
    return false
  }
}

const CAP_SYS_ADMIN = 21n
