/** Cookies: a person's session, and the small ones around it. None can be read by a page, and none leaves this host. */
import type { IncomingHttpHeaders } from 'node:http'

/** device: what a browser is known by. step, passkey, sso: between two steps of signing in. wall: the key of a screen that is one. */
const names = {
  session: 'wardroom',
  device: 'wardroom-device',
  step: 'wardroom-step',
  passkey: 'wardroom-passkey',
  sso: 'wardroom-sso',
  wall: 'wardroom-wall',
} as const
export type CookieFor = keyof typeof names

/** By this a browser takes it only over TLS, for this host alone and all of it (RFC 6265bis, 4.1.3.2). */
const OVER_TLS = '__Host-'

/** @param maxAgeS 0: the browser forgets it. */
export function cookieOf(
  secret: string,
  { tls, maxAgeS, what = 'session' }: { tls: boolean; maxAgeS: number; what?: CookieFor },
): string {
  const name = `${tls ? OVER_TLS : ''}${names[what]}`
  // Who comes back from the identity provider comes from another site, with nothing but what is Lax.
  const site = what === 'sso' ? 'Lax' : 'Strict'
  return `${name}=${secret}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=${site}${tls ? '; Secure' : ''}`
}

export function secretIn(
  { cookie = '' }: IncomingHttpHeaders,
  what: CookieFor = 'session',
): string | undefined {
  const all = new Map(
    cookie.split(';').map((pair): [string, string] => {
      const [name = '', value = ''] = pair.trim().split('=', 2)
      return [name, value]
    }),
  )
  return all.get(OVER_TLS + names[what]) ?? all.get(names[what])
}
