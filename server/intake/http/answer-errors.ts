/** What went wrong on the way to an answer, told in the one form every refusal has; never a stack trace. */
import type { ErrorRequestHandler, Response } from 'express'
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

/** The last handler of a router: four arguments make it one to Express. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = clientError(error)
    if (response.headersSent) next(error)
    else if (status === 413) refuse(response, 'too-large', 'The body is too large.')
    else if (status !== undefined) refuse(response, 'invalid-input', unreadable(status), { status })
    else if (isAway(error)) {
      log.warn({ err: error, path: request.path }, 'the database is away')
      response.set('Retry-After', '2')
      refuse(
        response,
        'unavailable',
        'The database cannot be reached just now. Nothing was changed; try again.',
      )
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

/** Network errors and Postgres' classes 08 (connection), 53 (resources), 57P (operator intervention). */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(08|53|57P)|^E(CONNREFUSED|CONNRESET|PIPE|NOENT|TIMEDOUT)$/.test(code) ||
    /timeout|terminated|Query read/i.test(error.message)
  )
}
