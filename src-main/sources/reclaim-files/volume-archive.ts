import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, createReadStream, createWriteStream, lstatSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { throwIfCancelled } from '../../errors/app-error.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { LOOK_INTO, openBelow } from '../files/open-below.ts'
import { allocatedBelow } from './allocated-below.ts'
import { needRoom, writeArchive } from './archive-file.ts'
import { isMounted, relativePath } from './below-root.ts'
import { fileFailure, fileRefused } from './file-refusal.ts'

/** Where a volume's files are. */
export interface VolumePlace {
  readonly root: string
  /** `volumes/<name>/_data` of the root; absolute. */
  readonly directory: string
}

/** Everything that a volume can hold but sockets, which mean nothing once they are copied: tar leaves them out. */
const KEEPING = ['--numeric-owner', '--xattrs', '--xattrs-include=*', '--acls', '--sparse'] as const

/**
 * Packs a volume's files into an archive, and compares it with them: only then it is one. Throws `no-space` before it
 * begins where the volume's allocated bytes may not fit; `permission-denied` when they cannot be read.
 */
export async function archiveVolume(place: VolumePlace, archive: string, signal?: AbortSignal): Promise<void> {
  const { directory } = place
  await inVolume(
    place,
    async (descriptor) => {
      needRoom(archive, await allocatedBelow(place.directory, signal))
      await writeArchive(archive, async (file) => {
        const packing = tar(['--create', ...KEEPING, '.'], descriptor, signal)
        const output = createWriteStream('', { fd: file, autoClose: false })
        await both(packing, pipeline(packing.stdout, createZstdCompress(), output), directory)
        // Its findings are on the standard output, where nobody else listens.
        const comparing = tar(['--compare', ...KEEPING], descriptor, signal)
        await both(comparing, pipeline(createReadStream(archive), createZstdDecompress(), comparing.stdin), directory)
      })
    },
    archive,
  )
}

/** Unpacks an archive into a volume that was just made. */
export async function unpackVolume(place: VolumePlace, archive: string, signal?: AbortSignal): Promise<void> {
  await inVolume(
    place,
    async (descriptor) => {
      const unpacking = tar(['--extract', ...KEEPING, '--same-owner', '--preserve-permissions'], descriptor, signal)
      await both(
        unpacking,
        pipeline(createReadStream(archive), createZstdDecompress(), unpacking.stdin),
        place.directory,
      )
    },
    archive,
  )
}

/** In the directory that is there now, whatever is put in its way meanwhile. */
async function inVolume(
  { root, directory }: VolumePlace,
  work: (descriptor: number) => Promise<void>,
  archive: string,
): Promise<void> {
  if (isMounted(readMountTable(), root, directory)) throw fileRefused(directory, 'something is mounted there')
  try {
    const descriptor = openBelow(root, relativePath(root, directory), LOOK_INTO)
    try {
      // Where the directory cannot be read, this says so before tar has to.
      lstatSync(`/proc/self/fd/${descriptor}/.`)
      await work(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw fileFailure(archive, error)
  }
}

interface Tar extends ChildProcess {
  readonly stdin: NonNullable<ChildProcess['stdin']>
  readonly stdout: NonNullable<ChildProcess['stdout']>
  readonly stderr: NonNullable<ChildProcess['stderr']>
}

/** GNU tar in a directory that is open here: as its descriptor 3, so that no name has to be looked up again. */
function tar(args: readonly string[], directory: number, signal: AbortSignal | undefined): Tar {
  throwIfCancelled(signal)
  const child = spawn('tar', ['--directory=/proc/self/fd/3', '--file=-', ...args], {
    stdio: ['pipe', 'pipe', 'pipe', directory],
    env: { ...process.env, LC_ALL: 'C' },
    ...(signal === undefined ? {} : { signal }),
  })
  return child as Tar
}

/** Until tar has ended and the pipe to or from it is done; the first that fails says why. */
async function both(child: Tar, pipe: Promise<void>, path: string): Promise<void> {
  const said: Buffer[] = []
  const listen = (chunk: Buffer) => said.push(chunk)
  child.stderr.on('data', listen)
  if (child.stdout.listenerCount('data') === 0) child.stdout.on('data', listen)
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(fileRefused(path, firstLine(said) || `tar ended with ${String(code)}`))
    })
  })
  const [tarEnd, pipeEnd] = await Promise.allSettled([ended, pipe])
  // When tar ends early the pipe breaks too: tar knows why.
  if (tarEnd.status === 'rejected') throw tarEnd.reason
  if (pipeEnd.status === 'rejected' && !isUnread(pipeEnd.reason)) throw pipeEnd.reason
}

/** A tar that reads stops at the archive's end and lets go of the pipe, with padding in it that nobody needs. */
function isUnread(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function firstLine(said: readonly Buffer[]): string {
  return Buffer.concat(said).toString().trim().split('\n', 1).join('')
}
