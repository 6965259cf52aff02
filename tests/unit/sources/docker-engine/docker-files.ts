import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  processSurroundings,
  type DiscoverySurroundings,
} from '../../../../src-main/sources/docker-engine/discovery-surroundings.ts'

/** A home directory for files of the docker CLI. */
export interface DockerFiles {
  readonly home: string
  /** Writes a file below the home directory and returns its path. */
  readonly write: (path: string, content: string) => string
  /** A context as `docker context create` stores it, with its certificates. */
  readonly writeContext: (name: string, docker: object, pem?: Readonly<Record<string, string>>) => void
  /** The `meta.json` of a context, as it is. */
  readonly writeMeta: (name: string, content: string) => string
  /** Real files in this home; only where the default socket is looked for does not depend on this machine. */
  readonly surroundings: (
    environment?: Readonly<Record<string, string>>,
    also?: { readonly platform?: string; readonly sockets?: readonly string[] },
  ) => DiscoverySurroundings
  readonly remove: () => void
}

export function dockerFiles(): DockerFiles {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-home-'))
  const write = (path: string, content: string): string => {
    mkdirSync(join(home, path, '..'), { recursive: true })
    writeFileSync(join(home, path), content)
    return join(home, path)
  }
  const writeMeta = (name: string, content: string): string =>
    write(`.docker/contexts/meta/${folderOf(name)}/meta.json`, content)
  return {
    home,
    write,
    writeMeta,
    writeContext: (name, docker, pem = {}) => {
      writeMeta(name, JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }))
      for (const [file, content] of Object.entries(pem)) {
        write(`.docker/contexts/tls/${folderOf(name)}/docker/${file}`, content)
      }
    },
    surroundings: (environment = {}, { platform = 'linux', sockets = [] } = {}) => {
      const exists = (path: string) => Promise.resolve(sockets.includes(path))
      return { ...processSurroundings(), environment, home, platform, exists }
    },
    remove: () => {
      rmSync(home, { recursive: true })
    },
  }
}

function folderOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}
