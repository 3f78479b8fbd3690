/** Who asks: found once a request, and asked of it wherever that matters. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Request, RequestHandler } from 'express'
import { grantsOf } from '../../../schema/access/may.ts'
import { mayElse, type OtherRight } from '../../../schema/access/rights.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import { sameOrigin } from '../../access/origin.ts'
import { Refused } from '../../commands/refused.ts'
import type { By } from '../../commands/verb.ts'

const viewers = new WeakMap<Request, Viewer>()
const CHANGES_NOTHING = new Set(['GET', 'HEAD'])

export interface Known {
  viewer(headers: IncomingHttpHeaders): Promise<Viewer | undefined>
  /** They did something. */
  isThere(viewer: Viewer): Promise<void>
}

/** Another site's page acts through nobody's browser (SameSite keeps the cookie from it already; this is the second lock). */
export const onlyOurPages: RequestHandler = (request, _response, next) => {
  if (!CHANGES_NOTHING.has(request.method) && !sameOrigin(request))
    throw new Refused('forbidden', 'This comes from a page of another site.')
  next()
}

/** Lets nobody by whom nobody knows. */
export function onlyKnown(known: Known): RequestHandler {
  return async (request, _response, next) => {
    const acts = !CHANGES_NOTHING.has(request.method)
    const viewer = await knownBehind(known, request)
    viewers.set(request, viewer)
    if (acts) await known.isThere(viewer)
    next()
  }
}

/** @throws Refused `signed-out` */
export async function knownBehind(known: Pick<Known, 'viewer'>, { headers }: Request): Promise<Viewer> {
  const viewer = await known.viewer(headers)
  if (!viewer) throw new Refused('signed-out', 'Nobody is signed in here. Sign in, and try again.')
  return viewer
}

/** Behind `onlyKnown` there is always somebody. */
export function viewerOf(request: Request): Viewer {
  const viewer = viewers.get(request)
  if (!viewer) throw new Error(`nobody was asked who they are before ${request.path}`)
  return viewer
}

/** @throws Refused `forbidden` */
export function mustHave(viewer: Viewer, right: OtherRight): void {
  if (grantsOf(viewer.grants, mayElse[right]).length > 0) return
  throw new Refused('forbidden', `You may not do this. It is for: ${mayElse[right].join(', ')}.`, {
    roles: mayElse[right],
  })
}

/** Who asks, for the record. A program may say for whom it does; that it was the program stays on record. */
export function byOf(request: Request): By & { door: 'http' } {
  const viewer = viewerOf(request)
  const given = viewer.kind === 'token' ? request.get('X-Wardroom-Who')?.slice(0, 600) : undefined
  const plain = safelyDecoded(given ?? '')
    .trim()
    .slice(0, 100)
  return { door: 'http', viewer, who: plain === '' ? viewer.name : plain }
}

/** What a browser can't put in a header as it is, it percent-encodes. */
function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % in a name
  }
}
