import { readFileSync } from 'node:fs'
import type { Filesystem } from '../../model/observations.ts'
import { errorCode } from './error-code.ts'
import { pathFromBytes } from './path-bytes.ts'

/** One line of the mount table. */
export interface Mount extends Filesystem {
  readonly mountId: number
}

/** What is mounted where, as this process sees it. Source: `/proc/self/mountinfo`; empty where there is none. */
export interface MountTable {
  /** The mount that a path lies on: the longest mount point that contains it, the last one mounted there. */
  filesystemOf(path: string): Filesystem | null
  /** Mount points strictly below a path, sorted. */
  below(path: string): readonly string[]
  isMountPoint(path: string): boolean
}

/** What the kernel appends to the path of a mount point that was removed below its mount: nothing can reach it. */
const DELETED = '//deleted'

export function readMountTable(): MountTable {
  return parseMountTable(readMountInfo())
}

/** `text` is mountinfo's content with one character for each byte (latin1): mount points need not be UTF-8. */
export function parseMountTable(text: string): MountTable {
  const mounts = text.split('\n').flatMap((line) => parseLine(line) ?? [])
  const points = new Set(mounts.map((mount) => mount.mountPoint))
  return {
    filesystemOf(path) {
      let found: Mount | null = null
      for (const mount of mounts) {
        if (!contains(mount.mountPoint, path)) continue
        if (found === null || mount.mountPoint.length >= found.mountPoint.length) found = mount
      }
      return found && { type: found.type, device: found.device, mountPoint: found.mountPoint }
    },
    below(path) {
      return [...points].filter((point) => point !== path && contains(path, point)).sort()
    },
    isMountPoint: (path) => points.has(path),
  }
}

function readMountInfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'latin1')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

/** `36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/sda1 rw`; see proc_pid_mountinfo(5). */
function parseLine(line: string): Mount | null {
  const fields = line.split(' ')
  const separator = fields.indexOf('-', 6)
  const [mountId, , , , mountPoint] = fields
  const [type, device] = fields.slice(separator + 1)
  if (separator < 0 || mountPoint === undefined || type === undefined || device === undefined) return null
  if (mountPoint.endsWith(DELETED)) return null
  return { mountId: Number(mountId), mountPoint: unescape(mountPoint), type: unescape(type), device: unescape(device) }
}

/** Space, tab, newline and backslash are written as three octal digits; all other bytes as they are. */
function unescape(field: string): string {
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
  return pathFromBytes(Buffer.from(bytes, 'latin1'))
}

function contains(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)
}
