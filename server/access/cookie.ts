/** The cookie that holds a person's session. */
import type { IncomingHttpHeaders } from 'node:http'

/** By its name a browser takes it only over TLS, for this host alone and all of it (RFC 6265bis, 4.1.3.2). */
const OVER_TLS = '__Host-wardroom'
const PLAIN = 'wardroom'

/** @param maxAgeS 0: the browser forgets it. */
export function cookieOf(secret: string, { tls, maxAgeS }: { tls: boolean; maxAgeS: number }): string {
  const name = tls ? OVER_TLS : PLAIN
  const secure = tls ? '; Secure' : ''
  return `${name}=${secret}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`
}

export function secretIn({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  const all = new Map(
    cookie.split(';').map((pair): [string, string] => {
      const [name = '', value = ''] = pair.trim().split('=', 2)
      return [name, value]
    }),
  )
  return all.get(OVER_TLS) ?? all.get(PLAIN)
}
