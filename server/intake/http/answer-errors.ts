/** What went wrong on the way to an answer, told in the one form every refusal has; never a stack trace. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { isAway, isGone, Unknown } from '../../database/patience.ts'
import { saysNoRoom } from '../../database/room.ts'
import { Refused } from '../../commands/refused.ts'
import { refusalStatus, type RefusalAnswer, type RefusalCode } from '../../../schema/outcome.ts'

interface Log {
  error(fields: object, text: string): void
  warn(fields: object, text: string): void
}

/** Sends a refusal; `status` where the protocol has a more exact one than the code (400, 415). */
export function refuse(
  response: Response,
  code: RefusalCode,
  message: string,
  { details = {}, status = refusalStatus[code] }: { details?: Record<string, unknown>; status?: number } = {},
): void {
  const answer: RefusalAnswer = { ok: false, code, message, details }
  response.status(status).json(answer)
}

const NOTHING = 'The database does not answer just now. Nothing was changed; try again.'
const FULL = 'The disk of the database is full. Nothing was changed; what there is can be read.'
const PERHAPS =
  'No answer in time. It may have been done: look, or send it again with the same Idempotency-Key, and it is done once.'

/** Not now, but soon. */
function notNow(response: Response, message: string): void {
  response.set('Retry-After', '2')
  refuse(response, 'unavailable', message)
}

/**
 * The last net: whatever a request waits for, it is answered within this. What is behind it has its own, shorter patience
 * (database/patience.ts); so this speaks only when something is broken.
 */
export function answerWithin(ms: number): RequestHandler {
  return (_request, response, next) => {
    const late = setTimeout(() => {
      if (!response.headersSent) notNow(response, PERHAPS)
    }, ms)
    response.once('close', () => clearTimeout(late))
    next()
  }
}

/** The last handler of a router: four arguments make it one to Express. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = clientError(error)
    if (response.writableEnded)
      log.warn({ err: error, path: request.path }, 'a request failed after its answer')
    else if (response.headersSent) next(error)
    else if (error instanceof Refused) refuse(response, error.code, error.message, { details: error.details })
    else if (status === 413) refuse(response, 'too-large', 'The body is too large.')
    else if (status !== undefined) refuse(response, 'invalid-input', unreadable(status), { status })
    else if (isAway(error)) {
      // Away, or full, is said by who found it first; here it is this request that was late.
      if (!isGone(error) && !saysNoRoom(error))
        log.warn({ err: error, path: request.path }, 'the database was too slow for a request')
      notNow(response, error instanceof Unknown ? PERHAPS : saysNoRoom(error) ? FULL : NOTHING)
    } else {
      log.error({ err: error, path: request.path }, 'a request failed')
      const message = 'Something is broken on our side; it is in the log. Nothing was changed.'
      refuse(response, 'unavailable', message, { status: 500 })
    }
  }
}

const unreadable = (status: number): string =>
  status === 415
    ? 'The body must be JSON, sent as Content-Type: application/json.'
    : 'The request cannot be read: its address must be valid UTF-8, its body valid JSON (an object).'

/** The status that Express and its body parser give what the client did wrong. */
function clientError(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}
