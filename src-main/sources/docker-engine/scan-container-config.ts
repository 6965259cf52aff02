import { dirname } from 'node:path'
import { SCAN_ARGUMENT, type ScanProgram } from '../elevated/scan-program.ts'
import { OWN_LABEL } from './own-objects.ts'
import { scanRestrictions } from './scan-restrictions.ts'

export interface ScanContainer {
  /** Names this one scan. */
  readonly id: string
  /** Of the image that it is made of, an empty one. */
  readonly image: string
  readonly program: ScanProgram
  /** Storage roots that it is to read, absolute paths on the engine's machine. */
  readonly roots: readonly string[]
  /** Whether something is at a path on this machine, which has to be the engine's. */
  readonly exists: (path: string) => boolean
}

/** What a program needs of a system that it was not made for: its loader and libraries, wherever a distribution has them. */
const SYSTEM = ['/usr', '/lib', '/lib64', '/lib32', '/nix/store', '/gnu/store', '/etc/ld.so.cache']

/**
 * The container that reads a data root: this machine's own Node on this machine's own libraries, all read-only and without a
 * network, with one right of root's, to read what it does not own. It ends with its input and is then removed.
 */
export function scanContainerConfig(container: ScanContainer): object {
  const { id, image, program } = container
  const environment = Object.entries(program.environment)
  return {
    Image: image,
    Cmd: [program.node, program.entry, SCAN_ARGUMENT],
    Env: environment.map(([name, value]) => `${name}=${value}`),
    WorkingDir: '/',
    User: '0:0',
    // It is the container's first process, and those take no other signal that they do not ask for.
    StopSignal: 'SIGKILL',
    Labels: { [OWN_LABEL]: id },
    Tty: false,
    ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true, OpenStdin: true, StdinOnce: true },
    NetworkDisabled: true,
    HostConfig: scanRestrictions(boundPaths(container)),
  }
}

function boundPaths({ program, roots, exists }: ScanContainer): readonly string[] {
  const own = [dirname(program.node), ...program.files].filter((path) => path !== '/')
  const paths = [...SYSTEM.filter(exists), ...own]
  const outermost = paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)))
  return [...new Set([...outermost, ...roots])]
}
