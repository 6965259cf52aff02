import { isAppError } from '../errors/app-error.ts'
import type { DiskReader } from './disk/disk-reader.ts'

const CONFIG = '/etc/containerd/config.toml'

/** `root = "/some/where"`: a basic string without escapes, or a literal one. */
const ROOT = /^\s*root\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/
const TABLE = /^\s*\[/

/**
 * `root` of the system containerd's configuration, which stands before the first table. Of the file only that line is
 * read; null when there is none, when it is written in another way, and when the file is not there or closed.
 */
export function configuredContainerdRoot(reader: DiskReader): string | null {
  for (const line of configLines(reader)) {
    if (TABLE.test(line)) return null
    const [, basic, literal] = ROOT.exec(line) ?? []
    const path = basic ?? literal
    if (path !== undefined) return path.startsWith('/') ? path : null
  }
  return null
}

function configLines(reader: DiskReader): readonly string[] {
  try {
    return reader.readText(CONFIG)?.split(/\r?\n/) ?? []
  } catch (error) {
    if (!isAppError(error)) throw error
    return []
  }
}
