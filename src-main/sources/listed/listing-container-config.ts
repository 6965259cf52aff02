import { OWN_LABEL } from '../docker-engine/own-objects.ts'
import { scanRestrictions } from '../docker-engine/scan-restrictions.ts'
import { LISTING_SCRIPT, listingArguments } from './listing-script.ts'

export interface ListingContainer {
  /** Names this one scan. */
  readonly id: string
  /** Of the engine's own: nothing is pulled. */
  readonly image: string
  /** Absolute path on the engine's machine. */
  readonly root: string
  /** What is listed of it; the root itself for all of it. */
  readonly directory: string
  /** See `LISTING_SCRIPT`. */
  readonly token: string
}

/**
 * The container that lists a root with the tools of an image that is there: as `scanContainerConfig`, read-only, without a
 * network, with one right of root's, to read what it does not own, and removed when it ends.
 */
export function listingContainerConfig({ id, image, root, directory, token }: ListingContainer): object {
  return {
    Image: image,
    Entrypoint: ['sh', '-c', LISTING_SCRIPT, 'sh'],
    Cmd: listingArguments(token, root, directory),
    // Words and times in one language and one time zone, whatever the image has.
    Env: ['LC_ALL=C', 'TZ=UTC0'],
    WorkingDir: '/',
    User: '0:0',
    // It is the container's first process, and those take no other signal that they do not ask for.
    StopSignal: 'SIGKILL',
    Healthcheck: { Test: ['NONE'] },
    Labels: { [OWN_LABEL]: id },
    Tty: false,
    ...{ AttachStdin: false, AttachStdout: true, AttachStderr: true, OpenStdin: false },
    NetworkDisabled: true,
    HostConfig: scanRestrictions([root]),
  }
}
