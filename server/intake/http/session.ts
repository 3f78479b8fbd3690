/** Signing in and out over HTTP, and who one is. The only part of the API that answers whoever asks. */
import type { Request, Router } from 'express'
import { beInDemo, demoRole, type SessionNow } from '../../../schema/access/session.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import { secretIn } from '../../access/cookie.ts'
import { SESSION_S, type Admits } from '../../access/doorman.ts'
import type { OwnFactors } from '../../access/own.ts'
import { WALL_S } from '../../access/wall-keys.ts'
import { Refused } from '../../commands/refused.ts'
import { isHere } from './here.ts'
import { ownRoutes } from './own.ts'
import { keepFor, signInRoutes, type WaysIn } from './sign-in.ts'

export interface SessionRoutes {
  doorman: Admits
  /** Where a demo runs: from where one may be whom one likes. */
  demo: 'here' | 'anywhere' | undefined
  /** How people sign in, and change how they do. */
  people?: WaysIn & { own: OwnFactors }
}

export function sessionRoutes(api: Router, { doorman, demo, people }: SessionRoutes): void {
  const offered = (request: Request): SessionNow['demo'] =>
    demo === 'anywhere' || (demo === 'here' && isHere(request)) ? [...demoRole.options] : []

  api.get('/session', async (request, response) => {
    const viewer = await doorman.viewer(request.headers)
    const key = secretIn(request.headers, 'wall')
    if (viewer?.kind === 'wall' && key !== undefined) keepFor(request, response, 'wall', key, WALL_S)
    response.set('Cache-Control', 'no-store').json({
      viewer: viewer ?? null,
      owes: !viewer && ((await doorman.self(request.headers))?.owes ?? false),
      demo: offered(request),
      sso: people?.sso?.name ?? null,
    } satisfies SessionNow)
  })
  /** Somebody touches the screen: it does not sign out. */
  api.post('/session/here', async (request, response) => {
    await doorman.isThere(await known(doorman, request))
    response.json({ ok: true })
  })
  api.delete('/session', async (request, response) => {
    const viewer = (await doorman.viewer(request.headers)) ?? (await doorman.self(request.headers))?.viewer
    if (viewer) await doorman.signOut(viewer)
    keepFor(request, response, 'session', '', 0)
    response.json({ ok: true })
  })
  api.post('/session/demo', async (request, response) => {
    const wanted = beInDemo.safeParse(request.body)
    if (!wanted.success) throw new Refused('invalid-input', `role: one of ${demoRole.options.join(', ')}`)
    if (!offered(request).includes(wanted.data.role)) {
      throw new Refused('forbidden', 'Only at the machine of the demo may one be whom one likes.')
    }
    const secret = await doorman.beInDemo(wanted.data.role, circumstances(request))
    keepFor(request, response, 'session', secret, SESSION_S)
    response.json({ ok: true })
  })
  if (!people) return
  signInRoutes(api, doorman, people)
  ownRoutes(api, doorman, people.own)
}

async function known(doorman: Admits, request: Request): Promise<Viewer> {
  const viewer = await doorman.viewer(request.headers)
  if (!viewer) throw new Refused('signed-out', 'Nobody is signed in here.')
  return viewer
}

/** From where, and with what, somebody signs in. */
export const circumstances = (
  request: Request,
): { address: string | undefined; agent: string | undefined } => ({
  address: request.ip,
  agent: request.get('User-Agent'),
})
