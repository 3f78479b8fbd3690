/** Screens that want to be walls, over HTTP: they ask without being known; who types their code is. */
import type { Request, Response, Router } from 'express'
import { codeTyped, keyAsked, screenSize, type NotYet } from '../../../schema/access/pairing.ts'
import type { Pairing } from '../../access/pairing.ts'
import { WALL_S } from '../../access/wall-keys.ts'
import { jsonBody } from './body.ts'
import { addressOf, keepFor, read } from './sign-in.ts'
import { circumstances } from './session.ts'
import { viewerOf } from './viewer.ts'

const SMALL_BODY_MAX = '1kb'

export type Pairs = Pick<Pairing, 'begin' | 'ask' | 'waiting'>

/** For whoever comes: nobody is known yet. */
export function newWallRoutes(api: Router, pairing: Pairs): void {
  const small = jsonBody(SMALL_BODY_MAX)
  api.post('/walls/pairing', small, async (request: Request, response: Response) => {
    const at = `${addressOf(request).origin}/admin/walls`
    const begun = await pairing.begin(read(screenSize, request), circumstances(request), at)
    response.set('Cache-Control', 'no-store').json(begun)
  })
  api.post('/walls/key', small, async (request: Request, response: Response) => {
    const answer = await pairing.ask(read(keyAsked, request).device_code)
    response.set('Cache-Control', 'no-store')
    if ('not' in answer) response.status(400).json({ error: answer.not satisfies NotYet })
    else {
      keepFor(request, response, 'wall', answer.key, WALL_S)
      response.json({ ok: true })
    }
  })
}

/** The code is typed: told in a body, for addresses are kept in logs. */
export function typedCodeRoute(api: Router, pairing: Pairs): void {
  api.post('/walls/waiting', async (request, response) => {
    const { code } = read(codeTyped, request)
    response
      .set('Cache-Control', 'no-store')
      .json({ ok: true, result: await pairing.waiting(code, viewerOf(request)) })
  })
}
