import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who may see the dashboard: whoever holds the printed link, once, and then the browser that opened it. */
export interface Access {
  /** 32 random bytes in base64url, for the printed link. Good for one exchange. */
  readonly token: string
  /** Exchanges the token: `accepted` the first time, `used` after that. Anything else is `wrong`. */
  redeem(candidate: string): 'accepted' | 'used' | 'wrong'
  /** True for a request whose `Cookie` header carries the session. */
  admits(cookieHeader: string | undefined): boolean
  /** The `Set-Cookie` header that lets the browser in until it is closed or the server ends. */
  readonly setCookie: string
}

/** Cookies do not tell ports apart, so the cookie's name does: two servers on one machine stay apart. */
export function createAccess(port: number): Access {
  const token = secret()
  const session = secret()
  const cookieName = `plimsoll-${port}`
  let used = false

  return {
    token,
    redeem(candidate) {
      if (!isSame(candidate, token)) return 'wrong'
      if (used) return 'used'
      used = true
      return 'accepted'
    },
    admits: (cookieHeader) => cookieValues(cookieHeader, cookieName).some((value) => isSame(value, session)),
    setCookie: `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Digests are compared, not the texts: equal lengths for the constant-time comparison, and nothing to learn. */
function isSame(candidate: string, expected: string): boolean {
  return timingSafeEqual(digest(candidate), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function cookieValues(header: string | undefined, name: string): readonly string[] {
  if (header === undefined) return []
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
}
