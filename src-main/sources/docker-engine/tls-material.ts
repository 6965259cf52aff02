import { join } from 'node:path'

import { AppError } from '../../errors/app-error.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'
import type { TlsMaterial } from './endpoint.ts'

/** Both ways to write a private key with a passphrase. */
const LOCKED = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/

/**
 * Certificates from a folder with `ca.pem`, `cert.pem` and `key.pem`, each of which may be missing.
 *
 * Errors: `not-found` when one half of the pair cert and key is missing, `file-damaged` for what is no certificate, no key
 * or a locked one, or not a pair; `permission-denied`.
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
  if (ca !== null) await checkCertificate(ca, join(folder, 'ca.pem'))
  if (cert !== null && key !== null) await checkPair({ cert, key }, folder)
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

// Node's TLS passes over a `ca` that is none, and then nobody vouches for the server.
async function checkCertificate(pem: Buffer, path: string): Promise<void> {
  const { X509Certificate } = await import('node:crypto')
  try {
    new X509Certificate(pem)
  } catch (error) {
    throw damaged(path, 'it is not a certificate', error)
  }
}

async function checkPair({ cert, key }: { cert: Buffer; key: Buffer }, folder: string): Promise<void> {
  const path = join(folder, 'key.pem')
  await checkCertificate(cert, join(folder, 'cert.pem'))
  // The docker CLI cannot unlock it either, since 23.0.
  if (LOCKED.test(key.toString('latin1')))
    throw damaged(path, 'it is locked with a passphrase, and nobody is asked for it')
  const { createSecureContext } = await import('node:tls')
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw damaged(path, 'it is not the key of cert.pem', error)
  }
}

function damaged(path: string, because: string, cause?: unknown): AppError {
  return new AppError('file-damaged', `Cannot use ${path}: ${because}.`, { context: { path, because }, cause })
}
