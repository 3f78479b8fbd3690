/** What somebody sees and changes of how they themselves sign in, over HTTP. A program has nothing of its own here. */
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Request, Response, Router } from 'express'
import {
  ended,
  madePasskey,
  newPassword,
  provenAgain,
  removed,
  withCode,
} from '../../../schema/access/sign-in.ts'
import { secretIn } from '../../access/cookie.ts'
import type { Admits } from '../../access/doorman.ts'
import type { OwnFactors, Self } from '../../access/own.ts'
import { STEP_S } from '../../access/steps.ts'
import { Refused } from '../../commands/refused.ts'
import { addressOf, keepFor, read } from './sign-in.ts'

export function ownRoutes(api: Router, doorman: Pick<Admits, 'self'>, own: OwnFactors): void {
  const self = async (request: Request): Promise<Self> => {
    const { viewer } = (await doorman.self(request.headers)) ?? {}
    if (viewer?.session == null) throw new Refused('signed-out', 'Nobody is signed in here.')
    return { ...viewer, session: viewer.session }
  }
  const answer = (response: Response, result: object): void =>
    void response.set('Cache-Control', 'no-store').json({ ok: true, result })

  api.get('/session/own', async (request, response) => answer(response, await own.all(await self(request))))
  api.post('/session/own/password', async (request, response) => {
    const { current, password } = read(newPassword, request)
    await own.changePassword(await self(request), current, password)
    answer(response, {})
  })
  api.post('/session/own/authenticator', async (request, response) => {
    const { current } = read(provenAgain, request)
    answer(response, await own.newAuthenticator(await self(request), current))
  })
  api.post('/session/own/authenticator/confirm', async (request, response) => {
    const { code } = read(withCode, request)
    answer(response, await own.confirmAuthenticator(await self(request), code))
  })
  api.post('/session/own/recovery', async (request, response) => {
    const { current } = read(provenAgain, request)
    answer(response, await own.newRecoveryCodes(await self(request), current))
  })
  api.post('/session/own/passkey/ask', async (request, response) => {
    const { current } = read(provenAgain, request)
    const { options, step } = await own.askForPasskey(await self(request), current, addressOf(request))
    keepFor(request, response, 'passkey', step, STEP_S)
    answer(response, options)
  })
  api.post('/session/own/passkey', async (request, response) => {
    const { name, response: shown } = read(madePasskey, request)
    const made = { name, response: shown as unknown as RegistrationResponseJSON } // its library checks it
    const step = secretIn(request.headers, 'passkey')
    answer(response, await own.keepPasskey(await self(request), step, made, addressOf(request)))
  })
  api.post('/session/own/remove', async (request, response) => {
    const { current, which } = read(removed, request)
    await own.remove(await self(request), current, which)
    answer(response, {})
  })
  api.post('/session/own/end', async (request, response) => {
    await own.endSession(await self(request), read(ended, request).session_id)
    answer(response, {})
  })
}
