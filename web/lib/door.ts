/** What is said at the door: signing in, and changing how one does. Never kept, never tried again by itself. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { FactorMade, Own, SignedIn } from '../../schema/access/sign-in.ts'
import type { RefusalAnswer } from '../../schema/outcome.ts'
import type { Unreachable } from './command.ts'

interface Answers {
  password: SignedIn
  code: SignedIn
  recovery: SignedIn
  passkey: SignedIn
  'passkey/ask': Parameters<typeof startAuthentication>[0]['optionsJSON']
  link: SignedIn
  'link/whose': { login: string | null; name: string | null }
  own: Own
  'own/password': object
  'own/authenticator': { secret: string; uri: string }
  'own/authenticator/confirm': FactorMade
  'own/recovery': FactorMade
  'own/passkey/ask': Parameters<typeof startRegistration>[0]['optionsJSON']
  'own/passkey': FactorMade
  'own/remove': object
  'own/end': object
}
export type Said<T> = { ok: true; result: T } | RefusalAnswer | Unreachable

/** @param body left out: only asked. */
export async function atDoor<W extends keyof Answers>(what: W, body?: object): Promise<Said<Answers[W]>> {
  try {
    const response = await fetch(`/api/session/${what}`, {
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    return (await response.json()) as Said<Answers[W]> // the door answers nothing else; not JSON at all is caught below
  } catch (error) {
    return { ok: false, code: 'unreachable', message: String(error), details: {} }
  }
}

/** The browser has no passkeys where the page is not safe (plain HTTP from elsewhere), or it is old. */
export const hasPasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window

/** undefined: the person let it be, or has none here. */
export async function showPasskey(): Promise<Said<SignedIn> | undefined> {
  const asked = await atDoor('passkey/ask', {})
  if (!asked.ok) return asked
  const response = await startAuthentication({ optionsJSON: asked.result }).catch(() => undefined)
  return response && atDoor('passkey', { response })
}

export async function makePasskey(name: string, current: string): Promise<Said<FactorMade> | undefined> {
  const asked = await atDoor('own/passkey/ask', { current })
  if (!asked.ok) return asked
  const response = await startRegistration({ optionsJSON: asked.result }).catch(() => undefined)
  return response && atDoor('own/passkey', { name, response })
}
