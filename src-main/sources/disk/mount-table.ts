import { readFileSync } from 'node:fs'
import type { Filesystem } from '../../model/observations.ts'
import { errorCode } from './error-code.ts'
import { pathFromBytes } from './path-bytes.ts'

/** One line of the mount table. */
interface Mount extends Filesystem {
  /** Options of the filesystem itself (super options), as they are written. */
  readonly options: readonly string[]
}

/** Where an overlay is mounted, and absolute paths of directories that it is made of, as whoever mounted it named them. */
export interface Overlay {
  readonly mountPoint: string
  readonly directories: readonly string[]
}

/** What is mounted where, as this process sees it. Source: `/proc/self/mountinfo`; empty where there is none. */
export interface MountTable {
  /** The mount that a path lies on: the longest mount point that contains it, the last one mounted there. */
  filesystemOf(path: string): Filesystem | null
  /** Mount points strictly below a path, sorted. */
  below(path: string): readonly string[]
  isMountPoint(path: string): boolean
  /** Overlays mounted strictly below a path. */
  overlaysBelow(path: string): readonly Overlay[]
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
    overlaysBelow: (path) =>
      mounts
        .filter(({ type, mountPoint }) => type === 'overlay' && mountPoint !== path && contains(path, mountPoint))
        .map(({ mountPoint, options }) => ({ mountPoint, directories: directoriesOf(options) })),
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
  const mountPoint = fields[4]
  const [type, device, options = ''] = fields.slice(separator + 1)
  if (separator < 0 || mountPoint === undefined || type === undefined || device === undefined) return null
  if (mountPoint.endsWith(DELETED)) return null
  const words = [mountPoint, type, device].map(unescape)
  return { mountPoint: words[0] ?? '', type: words[1] ?? '', device: words[2] ?? '', options: options.split(',') }
}

/**
 * The upper directory, then the lower ones. Many lower ones are named relative to where the mount was made from, and
 * those say nothing. A comma in a path is written as three octal digits, a colon with a backslash before it.
 */
function directoriesOf(options: readonly string[]): readonly string[] {
  const all = (name: string) =>
    options.filter((option) => option.startsWith(`${name}=`)).map((option) => unescape(option.slice(name.length + 1)))
  const lower = [...all('lowerdir'), ...all('lowerdir+')].flatMap((list) => list.split(/(?<!\\):/))
  return [...all('upperdir'), ...lower]
    .map((path) => path.replace(/\\(.)/g, '$1'))
    .filter((path) => path.startsWith('/'))
}

const ORDINARY = /^[ -[\]-~]*$/

/** Space, tab, newline and backslash are written as three octal digits; all other bytes as they are. */
function unescape(field: string): string {
  if (ORDINARY.test(field)) return field
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
  return pathFromBytes(Buffer.from(bytes, 'latin1'))
}

function contains(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)
}
