import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../../fixtures/engine-api/tls/chain')

/** An authority, a server for localhost and a client that it vouches for. */
export type CertificateFile = 'ca' | 'server-cert' | 'server-key' | 'client-cert' | 'client-key' | 'client-key-locked'

export function readCertificate(name: CertificateFile): string {
  return readFileSync(join(FOLDER, `${name}.pem`), 'utf8')
}
