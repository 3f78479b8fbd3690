/** What a browser says to sign somebody in, and to change how they do. None of it is a command: secrets go on no record. */
import { z } from 'zod'
import { instant } from '../terms.ts'
import { PASSWORD } from './password.ts'

const secretText = z.string().min(1).max(1000)
/** Longer than any password that may be: told that it is too long, and not that it is malformed. */
const passwordText = z.string().max(PASSWORD.most * 5)
export const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s]{1,200}$/, 'no spaces, 1 to 200 characters')

/** A WebAuthn answer is the browser's own: its library reads it, and refuses what does not hold. */
const fromAuthenticator = z.looseObject({ id: z.string().min(1).max(2000), response: z.looseObject({}) })

export const withPassword = z
  .object({ login: z.string().trim().toLowerCase().max(200), password: passwordText })
  .strict()
export const withCode = z.object({ code: z.string().max(100) }).strict()
export const withPasskey = z.object({ response: fromAuthenticator }).strict()
export const withLink = z.object({ link: secretText }).strict()
/** login, name: of the first administrator, who is nobody yet. */
export const enterByLink = z
  .object({
    link: secretText,
    password: passwordText,
    login: login.optional(),
    name: z.string().trim().min(1).max(200).optional(),
  })
  .strict()

/** What is asked again before somebody's own factors change: an unlocked console is not its person. */
const current = passwordText
export const provenAgain = z.object({ current }).strict()
export const newPassword = z.object({ current, password: passwordText }).strict()
export const madePasskey = z
  .object({ name: z.string().trim().min(1).max(60), response: fromAuthenticator })
  .strict()
export const removed = z
  .object({ current, which: z.union([z.literal('authenticator'), z.number().int()]) })
  .strict()
export const ended = z.object({ session_id: z.union([z.number().int(), z.literal('others')]) }).strict()

export const secondWays = ['passkey', 'code', 'recovery'] as const
export type SecondWay = (typeof secondWays)[number]

/** in: with a cookie. second: the password was right; one of these is wanted too. */
export type SignedIn = { state: 'in' } | { state: 'second'; ways: SecondWay[] }

export const ownFactors = z.object({
  password: instant.nullable(),
  authenticator: instant.nullable(),
  recovery_left: z.number().int(),
  passkeys: z.array(
    z.object({
      passkey_id: z.number().int(),
      name: z.string(),
      made_at: instant,
      used_at: instant.nullable(),
    }),
  ),
})
export type OwnFactors = z.infer<typeof ownFactors>

/** One of somebody's sessions, as they and their administrator see it. */
export const openSession = z.object({
  session_id: z.number().int(),
  began_at: instant,
  how: z.string(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  until: instant.describe('when it ends by itself, if nobody touches it'),
})
export type OpenSession = z.infer<typeof openSession>

/** What one sees of oneself. */
export interface Own {
  login: string
  name: string
  factors: OwnFactors
  sessions: (OpenSession & { here: boolean })[]
}

/** The codes on paper are shown once, with the first factor that asks for them. */
export interface FactorMade {
  recovery?: string[]
}

/** How single sign-on ended, where it did not let somebody in: in the address of the sign-in screen. */
export const ssoEnds = ['away', 'refused', 'no-role', 'disabled'] as const
export type SsoEnd = (typeof ssoEnds)[number]
