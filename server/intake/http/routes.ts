/** What can be asked over HTTP: commands, queries, boards, the description of them all. */
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import { boardName } from '../../../schema/boards/index.ts'
import { commandContracts } from '../../../schema/commands/index.ts'
import { refusalStatus, type RefusalAnswer, type RefusalCode } from '../../../schema/outcome.ts'
import { queries, type QueryInput, type QueryName, type QueryResult } from '../../../schema/queries.ts'
import { placeCode, privacyLevel, siteCode } from '../../../schema/terms.ts'
import type { OpenAnswer, OpenRequest } from '../../../schema/wire.ts'
import type { Run } from '../../commands/run.ts'
import { asyncApi } from './asyncapi.ts'
import { openApi } from './openapi.ts'

/** A layout of some thousand beds is the largest thing anybody sends. */
const BODY_MAX = '8mb'

export interface Asked {
  run: Run
  /** undefined: there is no such thing. */
  answer: <Q extends QueryName>(name: Q, input: QueryInput<Q>) => Promise<QueryResult<Q> | undefined>
  board: (request: OpenRequest) => OpenAnswer
  version: string
  log: { error(fields: object, text: string): void; warn(fields: object, text: string): void }
}

export function apiRoutes({ run, answer, board, version, log }: Asked): Router {
  const api = express.Router()
  const document = openApi(version)
  const asyncapi = asyncApi(version)

  api.use(express.json({ limit: BODY_MAX, strict: true }))
  for (const [name] of commandContracts) {
    api.post(`/commands/${name}`, async (request, response) => {
      const body: unknown = request.body
      if (body === undefined) {
        refuse(response, 'invalid-input', 'The body must be JSON, sent as Content-Type: application/json.')
        return
      }
      const key = keySchema.safeParse(request.get('Idempotency-Key'))
      if (!key.success) {
        refuse(response, 'invalid-input', 'Idempotency-Key: at most 200 characters')
        return
      }
      // The contract checks it again inside; here it is only passed on.
      const outcome = await run(name, body as never, {
        door: 'http',
        who: whoOf(request),
        ...(key.data !== undefined && { key: key.data }),
      })
      response.status(outcome.ok ? 200 : refusalStatus[outcome.code]).json(outcome)
    })
  }

  for (const name of Object.keys(queries) as QueryName[]) {
    api.get(`/${name}`, async (request, response) => {
      const input = queries[name].input.safeParse(request.query)
      if (!input.success) {
        refuseIssues(response, input.error)
        return
      }
      const found = await answer(name, input.data)
      if (found === undefined) refuse(response, 'not-found', 'There is no such thing here.')
      else response.json(found)
    })
  }

  api.get('/boards/:board', (request, response) => {
    const asked = boardQuery.safeParse({ ...request.query, board: request.params.board })
    if (!asked.success) {
      refuseIssues(response, asked.error)
      return
    }
    const { board: name, level, ...place } = asked.data
    const opened = board({ board: name, level, place })
    if (opened.ok) {
      const { ok: _, ...picture } = opened
      response.json(picture)
    } else refuse(response, opened.code, opened.message)
  })

  api.get('/openapi.json', (_request, response) => void response.json(document))
  api.get('/asyncapi.json', (_request, response) => void response.json(asyncapi))
  api.all('/{*path}', (request, response, next) => {
    if (request.path === '/docs')
      next() // a page, not an answer
    else
      refuse(
        response,
        'not-found',
        `There is nothing at ${request.method} /api${request.path}. See /api/docs.`,
      )
  })

  // Four arguments make it an error handler to Express.
  api.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error)
    else if (isTooLarge(error)) refuse(response, 'too-large', `The body is larger than ${BODY_MAX}.`)
    else if (isBadJson(error)) refuse(response, 'invalid-input', 'The body is not valid JSON.')
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
      response.status(500).json({
        ok: false,
        code: 'unavailable',
        message: 'Something is broken on our side; it is in the log. Nothing was changed.',
        details: {},
      })
    }
  })
  return api
}

const keySchema = z.string().min(1).max(200).optional()
const boardQuery = z
  .object({
    board: boardName,
    site: siteCode.optional(),
    unit: placeCode.optional(),
    level: privacyLevel.default('full'),
  })
  .strict()
  .transform(({ site, unit, ...rest }) => ({
    ...rest,
    ...(site !== undefined && { site }),
    ...(unit !== undefined && { unit }),
  }))

/** Who asks, for the record. What a browser can't put in a header as it is, it percent-encodes. */
function whoOf(request: Request): string {
  const given = request.get('X-Wardroom-Who')?.slice(0, 600) ?? ''
  const plain = safelyDecoded(given).trim().slice(0, 100)
  return plain === '' ? 'someone at a console' : plain
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % in a name
  }
}

function refuse(
  response: Response,
  code: RefusalCode,
  message: string,
  details: Record<string, unknown> = {},
): void {
  const answer: RefusalAnswer = { ok: false, code, message, details }
  response.status(refusalStatus[code]).json(answer)
}

function refuseIssues(response: Response, error: z.ZodError): void {
  const issues = error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message }))
  refuse(response, 'invalid-input', `${issues[0]?.field ?? ''}: ${issues[0]?.rule ?? 'invalid'}`, { issues })
}

const typeOf = (error: unknown): unknown =>
  error instanceof Error && 'type' in error ? error.type : undefined
const isTooLarge = (error: unknown): boolean => typeOf(error) === 'entity.too.large'
const isBadJson = (error: unknown): boolean =>
  [
    'entity.parse.failed',
    'charset.unsupported',
    'encoding.unsupported',
    'request.aborted',
    'request.size.invalid',
  ].includes(String(typeOf(error)))

/** Network errors and Postgres' classes 08 (connection), 53 (resources), 57P (operator intervention). */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(08|53|57P)|^E(CONNREFUSED|CONNRESET|PIPE|NOENT|TIMEDOUT)$/.test(code) ||
    /timeout|terminated|Query read/i.test(error.message)
  )
}
