/**
 * Passkeys (WebAuthn): the browser's own proof that somebody is at a device and unlocked it, bound to our address, so that
 * no look-alike page can ask for it. With the unlocking it is two factors at once.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Tx } from '../database/pool.ts'

/** Where we are, as the browser sees it: a passkey is good at this address and nowhere else. */
export interface Address {
  origin: string
  host: string
}

interface Kept {
  passkey_id: number
  person_id: number
  credential: string
  public_key: Buffer
  counter: number
  transports: string[]
}

/** What the browser is to ask its person for, to make one. */
export async function askToMake(
  tx: Tx,
  { host }: Address,
  person: { person_id: number; login: string; name: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const has = await tx.rows<Kept>('select credential, transports from passkey where person_id = $1', [
    person.person_id,
  ])
  return generateRegistrationOptions({
    rpName: 'Wardroom',
    rpID: host,
    userName: person.login,
    userDisplayName: person.name,
    userID: new Uint8Array(Buffer.from(`person ${person.person_id}`)),
    // Whoever made it does not matter: a hospital that wants certain keys only says so in its identity provider.
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: has.map(({ credential, transports }) => ({ id: credential, transports })),
  })
}

/** Keeps the one that was made. @returns whether it holds. */
export async function keepMade(
  tx: Tx,
  { origin, host }: Address,
  made: { person_id: number; challenge: string; response: RegistrationResponseJSON; name: string },
): Promise<boolean> {
  const verified = await verified_(() =>
    verifyRegistrationResponse({
      response: made.response,
      expectedChallenge: made.challenge,
      expectedOrigin: origin,
      expectedRPID: host,
    }),
  )
  if (verified?.verified !== true) return false
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential
  const kept = await tx.row(
    `insert into passkey (person_id, credential, public_key, counter, transports, name)
     values ($1, $2, $3, $4, $5, $6) on conflict (credential) do nothing returning 1`,
    [made.person_id, id, Buffer.from(publicKey), counter, transports, made.name],
  )
  return kept !== undefined
}

/** What the browser is to ask its person for, to show one. @param of undefined: of whomever the browser knows here. */
export async function askToShow(
  tx: Tx,
  { host }: Address,
  of?: number,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const theirs =
    of === undefined
      ? []
      : await tx.rows<Kept>('select credential, transports from passkey where person_id = $1', [of])
  return generateAuthenticationOptions({
    rpID: host,
    userVerification: 'required',
    allowCredentials: theirs.map(({ credential, transports }) => ({ id: credential, transports })),
  })
}

/** @returns whose it is that was shown; undefined: it does not hold. */
export async function whoShowed(
  tx: Tx,
  { origin, host }: Address,
  { challenge, response }: { challenge: string; response: AuthenticationResponseJSON },
): Promise<number | undefined> {
  const kept = await tx.row<Kept>('select * from passkey where credential = $1 for update', [response.id])
  if (!kept) return undefined
  const verified = await verified_(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: host,
      credential: {
        id: kept.credential,
        publicKey: new Uint8Array(kept.public_key),
        counter: kept.counter,
        transports: kept.transports,
      },
    }),
  )
  if (verified?.verified !== true) return undefined
  await tx.rows('update passkey set counter = $2, used_at = now() where passkey_id = $1', [
    kept.passkey_id,
    verified.authenticationInfo.newCounter,
  ])
  return kept.person_id
}

/** The library throws for what does not hold, with the reason; to whoever sent it one answer does for all. */
async function verified_<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
