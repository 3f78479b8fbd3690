/** What can be asked over HTTP: commands, queries, boards, the description of them all. */
import express, { type Response, type Router } from 'express'
import { z } from 'zod'
import { boardName, type BoardName } from '../../../schema/boards/index.ts'
import { commandContracts } from '../../../schema/commands/index.ts'
import { claim, type Claim } from '../../../schema/commands/credentials.ts'
import { refusalStatus, type RefusalAnswer } from '../../../schema/outcome.ts'
import { queries, type QueryInput, type QueryName, type QueryResult } from '../../../schema/queries.ts'
import { replayInput, type ReplayInput, type ReplayResult } from '../../../schema/replay.ts'
import { shown } from '../../../schema/access/may.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import { placeCode, privacyLevel, siteCode } from '../../../schema/terms.ts'
import type { OpenAnswer, OpenRequest } from '../../../schema/wire.ts'
import type { Run } from '../../commands/run.ts'
import type { By } from '../../commands/verb.ts'
import { unstorable } from '../../commands/unstorable.ts'
import { answerErrors, refuse } from './answer-errors.ts'
import { asyncApi } from './asyncapi.ts'
import { auditFileRoutes } from './audit-files.ts'
import { boardCsv } from './board-csv.ts'
import { jsonBody } from './body.ts'
import { demoRoutes, type Demo } from './demo.ts'
import { openApi } from './openapi.ts'
import { ownTicketRoute, type FindsTicket } from './own-ticket.ts'
import { screenRoutes, type ScreensAsked } from './screens.ts'
import { sessionRoutes, type SessionRoutes } from './session.ts'
import { newWallRoutes, typedCodeRoute, type Pairs } from './walls.ts'
import { byOf, mustHave, onlyKnown, onlyOurPages, viewerOf } from './viewer.ts'

/** A layout of some thousand beds is the largest thing anybody sends. */
const BODY_MAX = '8mb'
const SMALL_BODY_MAX = '16kb'

interface Took {
  what: string
  site?: string | undefined
  unit?: string | undefined
  level?: string
  asked?: object
  found?: number
  /** Once an hour is enough: of a program that asks again and again. */
  hourly?: boolean
}

export interface Asked {
  run: Run
  /** undefined: there is no such thing. */
  answer: <Q extends QueryName>(
    name: Q,
    input: QueryInput<Q>,
    viewer: Viewer,
  ) => Promise<QueryResult<Q> | undefined>
  board: (request: OpenRequest) => OpenAnswer
  /** That somebody took a board with them goes on record before they have it. */
  took: (viewer: Viewer, look: Took) => Promise<void>
  /** Quarantined messages taken up again. */
  replay: (input: ReplayInput, by: By) => Promise<{ ok: true; result: ReplayResult } | RefusalAnswer>
  /** A device that knocked, claimed by the code printed on it. */
  claim: (input: Claim, by: By) => Promise<{ ok: true } | RefusalAnswer>
  screens: ScreensAsked
  /** The demo, where one runs. */
  demo?: Demo
  session: SessionRoutes
  /** How screens become walls. */
  pairing?: Pairs
  /** The place in a queue of whoever holds a slip's code. */
  ticket?: FindsTicket
  version: string
  log: { error(fields: object, text: string): void; warn(fields: object, text: string): void }
}

export function apiRoutes(asked: Asked): Router {
  const { run, answer, board, took, replay, screens, demo, session, version, log } = asked
  const api = express.Router()
  const document = openApi(version)
  const asyncapi = asyncApi(version)

  api.get('/openapi.json', (_request, response) => void response.json(document))
  api.get('/asyncapi.json', (_request, response) => void response.json(asyncapi))
  api.get('/docs', (_request, _response, next) => next('router')) // a page, not an answer
  api.use(onlyOurPages)
  // Nobody sends much before they are known.
  api.use('/session', jsonBody(SMALL_BODY_MAX))
  sessionRoutes(api, session)
  if (asked.pairing) newWallRoutes(api, asked.pairing)
  if (asked.ticket) ownTicketRoute(api, asked.ticket)
  api.use(onlyKnown(session.doorman))
  api.use(jsonBody(BODY_MAX))
  for (const [name] of commandContracts) {
    api.post(`/commands/${name}`, async (request, response) => {
      const body: unknown = request.body
      if (body === undefined) {
        refuse(response, 'invalid-input', 'The body must be JSON, sent as Content-Type: application/json.', {
          status: 415,
        })
        return
      }
      const key = keySchema.safeParse(request.get('Idempotency-Key'))
      if (!key.success) {
        refuse(response, 'invalid-input', 'Idempotency-Key: 1 to 200 characters')
        return
      }
      // The contract checks it again inside; here it is only passed on.
      const by = byOf(request)
      const outcome = await run(name, body as never, key.data === undefined ? by : { ...by, key: key.data })
      response.status(outcome.ok ? 200 : refusalStatus[outcome.code]).json(outcome)
    })
  }

  api.post('/replay', async (request, response) => {
    mustHave(viewerOf(request), 'replay')
    const input = replayInput.safeParse(request.body)
    const issues = input.success ? unstorable(input.data) : issuesOf(input.error)
    if (!input.success || issues.length > 0) {
      refuseIssues(response, issues)
      return
    }
    const outcome = await replay(input.data, byOf(request))
    response.status(outcome.ok ? 200 : refusalStatus[outcome.code]).json(outcome)
  })

  // No command of its own: what is printed on a device is its secret, and commands are kept on record.
  api.post('/claims', async (request, response) => {
    const input = claim.safeParse(request.body)
    const issues = input.success ? unstorable(input.data) : issuesOf(input.error)
    if (!input.success || issues.length > 0) {
      refuseIssues(response, issues)
      return
    }
    const outcome = await asked.claim(input.data, byOf(request))
    response.status(outcome.ok ? 200 : refusalStatus[outcome.code]).json(outcome)
  })

  for (const name of Object.keys(queries) as QueryName[]) {
    api.get(`/${name}`, async (request, response) => {
      const input = queries[name].input.safeParse(request.query)
      const issues = input.success ? unstorable(input.data) : issuesOf(input.error)
      if (!input.success || issues.length > 0) {
        refuseIssues(response, issues)
        return
      }
      const found = await answer(name, input.data, viewerOf(request))
      if (found === undefined) refuse(response, 'not-found', 'There is no such thing here.')
      else response.json(found)
    })
  }

  api.get('/boards/:board', async (request, response) => {
    const named = request.params.board.replace(/\.(csv|json)$/, '')
    const suffix = request.params.board.slice(named.length + 1)
    const asked = boardQuery.safeParse({
      ...(suffix !== '' && { format: suffix }),
      ...request.query,
      board: named,
    })
    if (!asked.success) {
      refuseIssues(response, issuesOf(asked.error))
      return
    }
    const { board: name, level, format = request.accepts(['json', 'csv']), bom, ...place } = asked.data
    const look = shown(viewerOf(request), { board: name, level, place })
    const opened = look ? board(look) : nowhere
    if (look && opened.ok) {
      const what = format === 'csv' ? 'file' : 'board'
      const found = { found: 'rows' in opened ? opened.rows.length : 0, level: look.level }
      await took(viewerOf(request), {
        what: `${what}/${name}`,
        ...look.place,
        ...found,
        hourly: format !== 'csv',
      })
    }
    if (!opened.ok) refuse(response, opened.code, opened.message)
    else if (format === 'csv') answerCsv(response, name, opened, bom)
    else {
      const { ok: _, ...picture } = opened
      response.json(picture)
    }
  })

  if (asked.pairing) typedCodeRoute(api, asked.pairing)
  auditFileRoutes(api, {
    page: (input, viewer) => answer('audit', input, viewer),
    took,
    refuseIssues,
  })
  screenRoutes(api, screens)
  if (demo) demoRoutes(api, demo)
  api.all('/{*path}', (request, response) =>
    refuse(
      response,
      'not-found',
      `There is nothing at ${request.method} /api${request.path}. See /api/docs.`,
    ),
  )

  api.use(answerErrors(log))
  return api
}

const keySchema = z.string().min(1).max(200).optional()
const boardQuery = z
  .object({
    board: boardName,
    site: siteCode.optional(),
    unit: placeCode.optional(),
    level: privacyLevel.default('corridor'), // who forgets to say gets the least
    format: z.enum(['json', 'csv']).optional(),
    bom: z.enum(['0', '1']).default('0'),
  })
  .strict()
  .transform(({ site, unit, bom, ...rest }) => ({
    ...rest,
    bom: bom === '1',
    ...(site !== undefined && { site }),
    ...(unit !== undefined && { unit }),
  }))

/** The file says in its name and its headers which board it is, as of when and where in the log. */
function answerCsv(
  response: Response,
  board: BoardName,
  { rows, lsn, at }: { rows?: object[]; lsn: string; at: string },
  bom: boolean,
): void {
  const stamp = at.slice(0, 19).replaceAll(/[-:]/g, '')
  response
    .set({
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="${board}-${stamp}Z.csv"`,
      'Cache-Control': 'no-store',
      'X-Wardroom-Board': board,
      'X-Wardroom-At': at,
      'X-Wardroom-Lsn': lsn,
    })
    .send(boardCsv(board, rows ?? [], { bom }))
}

/** As of a place there is not. */
const nowhere = { ok: false, code: 'not-found', message: 'There is no such site or unit.' } as const

interface Issue {
  field: string
  rule: string
}

const issuesOf = (error: z.ZodError): Issue[] =>
  error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message }))

function refuseIssues(response: Response, issues: readonly Issue[]): void {
  const [first] = issues
  refuse(response, 'invalid-input', `${first?.field ?? ''}: ${first?.rule ?? 'invalid'}`, {
    details: { issues },
  })
}
