/** Signing in over HTTP: by password and second factor, passkey, link, the hospital's identity provider. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Request, Response, Router } from 'express'
import type { z } from 'zod'
import { enterByLink, withCode, withLink, withPasskey, withPassword } from '../../../schema/access/sign-in.ts'
import type { SignedIn, SsoEnd } from '../../../schema/access/sign-in.ts'
import { cookieOf, secretIn, type CookieFor } from '../../access/cookie.ts'
import { SESSION_S, type Admits } from '../../access/doorman.ts'
import type { LinkEntry } from '../../access/entry.ts'
import { DEVICE_S } from '../../access/known-devices.ts'
import type { Address } from '../../access/passkeys.ts'
import type { Entry, From, SignIn } from '../../access/sign-in.ts'
import type { SsoEntry } from '../../access/sso-entry.ts'
import { STEP_S } from '../../access/steps.ts'
import { unstorable } from '../../commands/unstorable.ts'
import { Refused } from '../../commands/refused.ts'

export interface WaysIn {
  signIn: Pick<SignIn, 'password' | 'second' | 'askForPasskey' | 'passkey'>
  links: Pick<LinkEntry, 'whose' | 'enter'>
  /** Where an identity provider is set. */
  sso?: Pick<SsoEntry, 'name' | 'begin' | 'finish'>
}

export function signInRoutes(api: Router, doorman: Pick<Admits, 'self' | 'signOut'>, ways: WaysIn): void {
  const { signIn, links, sso } = ways

  const entered = async (request: Request, response: Response, entry: Entry): Promise<SignedIn> => {
    if ('more' in entry) {
      keepFor(request, response, 'step', entry.more.step, STEP_S)
      return { state: 'second', ways: entry.more.ways }
    }
    // Whoever was signed in at this browser is not any more: two people never share it.
    const before = await doorman.self(request.headers)
    if (before) await doorman.signOut(before.viewer)
    keepFor(request, response, 'session', entry.in.session, SESSION_S)
    keepFor(request, response, 'device', entry.in.device, DEVICE_S)
    for (const what of ['step', 'passkey', 'sso'] as const)
      if (secretIn(request.headers, what) !== undefined) keepFor(request, response, what, '', 0)
    return { state: 'in' }
  }
  const answer = (response: Response, result: object): void =>
    void response.set('Cache-Control', 'no-store').json({ ok: true, result })

  api.post('/session/password', async (request, response) => {
    const { login, password } = read(withPassword, request)
    answer(response, await entered(request, response, await signIn.password(login, password, from(request))))
  })
  for (const way of ['code', 'recovery'] as const) {
    api.post(`/session/${way}`, async (request, response) => {
      const { code } = read(withCode, request)
      const entry = await signIn.second(secretIn(request.headers, 'step'), way, code, from(request))
      answer(response, await entered(request, response, entry))
    })
  }
  api.post('/session/passkey/ask', async (request, response) => {
    const { options, step } = await signIn.askForPasskey(
      addressOf(request),
      secretIn(request.headers, 'step'),
    )
    keepFor(request, response, 'passkey', step, STEP_S)
    answer(response, options)
  })
  api.post('/session/passkey', async (request, response) => {
    const shown = read(withPasskey, request).response as unknown as AuthenticationResponseJSON // its library checks it
    const step = secretIn(request.headers, 'passkey')
    const entry = await signIn.passkey(step, shown, addressOf(request), from(request))
    answer(response, await entered(request, response, entry))
  })
  api.post('/session/link/whose', async (request, response) => {
    answer(response, await links.whose(read(withLink, request).link))
  })
  api.post('/session/link', async (request, response) => {
    const { link, password, ...first } = read(enterByLink, request)
    answer(
      response,
      await entered(request, response, await links.enter(link, password, first, from(request))),
    )
  })

  if (sso === undefined) return
  const back = (response: Response, end?: SsoEnd): void =>
    void response.set('Cache-Control', 'no-store').redirect(303, end === undefined ? '/' : `/?sso=${end}`)
  api.get('/session/sso', async (request, response) => {
    const begun = await sso.begin(`${addressOf(request).origin}/api/session/sso/back`)
    if ('not' in begun) {
      back(response, begun.not)
      return
    }
    keepFor(request, response, 'sso', begun.step, STEP_S)
    response.set('Cache-Control', 'no-store').redirect(303, begun.url)
  })
  api.get('/session/sso/back', async (request, response) => {
    const { search } = new URL(request.originalUrl, addressOf(request).origin)
    const entry = await sso.finish(search, secretIn(request.headers, 'sso'), from(request))
    if (!('not' in entry)) await entered(request, response, entry)
    back(response, 'not' in entry ? entry.not : undefined)
  })
}

/** @throws Refused `invalid-input` naming the field and the rule; what was sent is never repeated. */
export function read<T>(shape: z.ZodType<T>, request: Request): T {
  const parsed = shape.safeParse(request.body ?? {})
  const issues = parsed.success
    ? unstorable(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), rule: message }))
  const [first] = issues
  if (parsed.success && first === undefined) return parsed.data
  throw new Refused('invalid-input', `${first?.field ?? ''}: ${first?.rule ?? 'invalid'}`, { issues })
}

/** What the browser takes this server's address to be: a passkey and a sign-in elsewhere hold for it alone. */
export function addressOf(request: Request): Address {
  const url = new URL(`${request.protocol}://${request.host}`)
  return { origin: url.origin, host: url.hostname }
}

const from = (request: Request): From => ({
  address: request.ip,
  agent: request.get('User-Agent'),
  device: secretIn(request.headers, 'device'),
})

/** Hands a secret to the browser, and to nobody else. */
export function keepFor(
  request: Request,
  response: Response,
  what: CookieFor,
  secret: string,
  maxAgeS: number,
): void {
  response.append('Set-Cookie', cookieOf(secret, { tls: request.secure, maxAgeS, what }))
}
