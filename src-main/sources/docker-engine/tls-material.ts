import { join } from 'node:path'

import { AppError } from '../../errors/app-error.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'
import type { TlsMaterial } from './endpoint.ts'

/**
 * Certificates from a folder with `ca.pem`, `cert.pem` and `key.pem`, each of which may be missing.
 * Errors: `not-found` when one half of the pair cert and key is missing, `permission-denied`.
 */
export async function readTlsMaterial(
  folder: string,
  verify: boolean,
  surroundings: DiscoverySurroundings,
): Promise<TlsMaterial> {
  const [ca = null, cert = null, key = null] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => surroundings.readFile(join(folder, name))),
  )
  if ((cert === null) !== (key === null)) {
    const path = join(folder, cert === null ? 'cert.pem' : 'key.pem')
    throw new AppError('not-found', `${path} is missing: a client certificate needs both cert.pem and key.pem.`, {
      context: { path },
    })
  }
  return { ca, cert, key, verify }
}

/** Whether a folder that `readTlsMaterial` read had anything in it. */
export function hasMaterial(tls: TlsMaterial): boolean {
  return tls.ca !== null || tls.cert !== null
}

/** As Node's TLS wants it. */
export function tlsOptions({ ca, cert, key, verify }: TlsMaterial) {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: verify,
  }
}
