import { AppError } from '../../errors/app-error.ts'

/** Where the web host may listen. Whoever reaches it can read all of Docker's disk, so it is never on a network. */
export type LoopbackAddress = '127.0.0.1' | '::1'

/** Throws `address-not-loopback` for anything but this machine's own two addresses and the name `localhost`. */
export function parseLoopbackAddress(text: string): LoopbackAddress {
  if (text === '127.0.0.1' || text === 'localhost') return '127.0.0.1'
  if (text === '::1' || text === '[::1]') return '::1'
  throw new AppError('address-not-loopback', `${text} is not an address of this machine alone.`, {
    context: { address: text },
  })
}

/**
 * What a browser may name as the host of this port. A name that merely resolves to this machine is not among them:
 * that is how DNS rebinding gets in.
 */
export function ownAuthorities(port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

/** The address as it stands in a URL, with its port. */
export function authorityOf(address: LoopbackAddress, port: number): string {
  return address === '::1' ? `[::1]:${port}` : `${address}:${port}`
}
