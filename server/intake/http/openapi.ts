/** The HTTP interface as OpenAPI 3.1, made from the schemas that check it. */
import { z } from 'zod'
import { createDocument, type ZodOpenApiPathItemObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { boards, type BoardName } from '../../../schema/boards/index.ts'
import { commandContracts } from '../../../schema/commands/index.ts'
import { demoState, scenarioWanted } from '../../../schema/demo.ts'
import { accepted } from '../../../schema/outcome.ts'
import { auditBundle } from '../../../schema/audit-event.ts'
import { auditFilter, auditQueries } from '../../../schema/audit-queries.ts'
import { queries } from '../../../schema/queries.ts'
import { claim, credentials } from '../../../schema/commands/credentials.ts'
import { replayInput, replayResult } from '../../../schema/replay.ts'
import { screenOrder, screensSeen, screensTold } from '../../../schema/screens.ts'
import { lsn, instant, placeCode, privacyLevel, siteCode } from '../../../schema/terms.ts'
import { webhookBodies } from '../../../schema/webhooks.ts'
import { csvColumns } from './board-csv.ts'
import { json, refused } from './openapi-answers.ts'
import { pairingPaths, ticketPath } from './openapi-open-doors.ts'

/** The whole document, ready to be served. */
export function openApi(version: string): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Wardroom',
      version,
      description:
        'Commands change the hospital, queries ask once, boards are what the screens follow live (over Socket.IO; here as JSON or CSV). ' +
        'Send `Idempotency-Key` with a command and repeat it safely: it is done once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      ...commandPaths(),
      ...replayPath(),
      ...claimPath(),
      ...queryPaths(),
      ...boardPaths(),
      ...auditPaths(),
      ...screenPaths(),
      ...pairingPaths(),
      ...ticketPath(),
      ...demoPaths(),
    },
    webhooks: webhooks(),
  })
}

const who = {
  'X-Wardroom-Who': z
    .string()
    .max(200)
    .optional()
    .describe('of a token: for whom its program asks, for the record'),
}

function claimPath(): ZodOpenApiPathsObject {
  return {
    '/api/claims': {
      post: {
        tags: ['credentials'],
        summary: 'Claim a device that knocked, by the code printed on it: its secret from then on',
        requestBody: json(claim),
        responses: {
          200: {
            description: 'It may sign in now',
            ...json(z.object({ ok: z.literal(true), result: credentials.claim.result })),
          },
          '4XX': refused,
          503: refused,
        },
      },
    },
  }
}

function replayPath(): ZodOpenApiPathsObject {
  return {
    '/api/replay': {
      post: {
        tags: ['interfaces'],
        summary: 'Take up quarantined messages again, now that their reason is gone',
        requestParams: { header: z.object(who) },
        requestBody: json(replayInput),
        responses: {
          200: {
            description: 'What became of them. The board inbox shows each as it happens.',
            ...json(z.object({ ok: z.literal(true), result: replayResult })),
          },
          '4XX': refused,
          503: refused,
        },
      },
    },
  }
}

function commandPaths(): ZodOpenApiPathsObject {
  const header = z.object({ 'Idempotency-Key': z.string().min(1).max(200).optional(), ...who })
  return Object.fromEntries(
    commandContracts.map(([name, { summary, input, result }]) => [
      `/api/commands/${name}`,
      {
        post: {
          tags: [name.split('/')[0] ?? ''],
          summary,
          requestParams: { header },
          requestBody: json(input),
          responses: {
            200: { description: 'Done, and on record.', ...json(accepted(result)) },
            '4XX': refused,
            503: refused,
          },
        },
      },
    ]),
  )
}

/** What a webhook is told, and what it is to answer. */
function webhooks(): Record<string, ZodOpenApiPathItemObject> {
  const header = z.object({
    'webhook-id': z
      .string()
      .describe('the same however often it is sent: who has it already has nothing to do'),
    'webhook-timestamp': z
      .string()
      .describe('when it was sent [s since 1970]; take none older than five minutes'),
    'webhook-signature': z
      .string()
      .describe(
        'v1,<base64 of HMAC-SHA256 of "id.timestamp.body">; two with a space between while a secret is renewed',
      ),
  })
  return Object.fromEntries(
    Object.entries<z.ZodType>(webhookBodies).map(([event, body]) => [
      event,
      {
        post: {
          tags: ['webhooks'],
          summary: `${event}, signed as Standard Webhooks 1.0 asks`,
          requestParams: { header },
          requestBody: json(body),
          responses: {
            '2XX': { description: 'Taken.' },
            '4XX': {
              description: 'Not this one: parked after five times, 410 at once. 408, 425, 429: later.',
            },
            '5XX': { description: 'Later: sent again after 1, 2, 4 … 60 s, until it is taken.' },
          },
        },
      },
    ]),
  )
}

function screenPaths(): ZodOpenApiPathsObject {
  const tags = ['screens']
  const told = z.object({ ok: z.literal(true), result: screensTold })
  return {
    '/api/screens': {
      get: {
        tags,
        summary: 'The screens that are connected, on every server',
        responses: { 200: { description: 'As far as this server can know.', ...json(screensSeen) } },
      },
    },
    '/api/screens/tell': {
      post: {
        tags,
        summary: 'Tell a screen, all of a name, or all: load anew, show your name, show another wall',
        requestParams: { header: z.object(who) },
        requestBody: json(screenOrder),
        responses: {
          200: { description: 'Told, and on record.', ...json(told) },
          '4XX': refused,
          503: refused,
        },
      },
    },
  }
}

function demoPaths(): ZodOpenApiPathsObject {
  const tags = ['demo']
  const responses = { 200: { description: 'How the demo stands.', ...json(demoState) }, '4XX': refused }
  return {
    '/api/demo': { get: { tags, summary: 'How the demo stands, where one runs', responses } },
    '/api/demo/scenario': {
      post: {
        tags,
        summary: 'Start a scenario in the demo; none: a usual day',
        requestBody: json(scenarioWanted),
        responses,
      },
    },
  }
}

function queryPaths(): ZodOpenApiPathsObject {
  return Object.fromEntries(
    Object.entries(queries).map(([name, { summary, input, result }]) => [
      `/api/${name}`,
      {
        get: {
          tags: ['queries'],
          summary,
          requestParams: { query: input },
          responses: { 200: { description: 'The answer.', ...json(result) }, '4XX': refused, 503: refused },
        },
      },
    ]),
  )
}

function auditPaths(): ZodOpenApiPathsObject {
  const problems = { '4XX': refused, 503: refused }
  const file = (schema: z.ZodType, type: string): { 200: object } => ({
    200: {
      description: 'The rows, newest first. That they were taken is on record.',
      content: { [type]: { schema } },
    },
  })
  return {
    '/api/audit.csv': {
      get: {
        tags: ['audit'],
        summary: 'The record as CSV',
        requestParams: { query: auditFilter },
        responses: { ...file(z.string(), 'text/csv'), ...problems },
      },
    },
    '/api/fhir/AuditEvent': {
      get: {
        tags: ['audit'],
        summary: 'The record as AuditEvents of FHIR R4, a page at a time (`next`)',
        requestParams: { query: auditQueries.audit.input },
        responses: { ...file(auditBundle, 'application/fhir+json'), ...problems },
      },
    },
  }
}

function boardPaths(): ZodOpenApiPathsObject {
  const query = z.object({
    site: siteCode.optional(),
    unit: placeCode.optional(),
    level: privacyLevel.optional(),
  })
  const asCsv = query.extend({
    bom: z
      .enum(['0', '1'])
      .optional()
      .describe('1: a byte-order mark first, for spreadsheets that read UTF-8 only then'),
  })
  const problems = { '4XX': refused, 503: refused }
  return Object.fromEntries(
    (Object.keys(boards) as BoardName[]).flatMap((name): [string, ZodOpenApiPathItemObject][] => {
      const { row, totals } = boards[name]
      const picture = z.object({ epoch: z.string(), lsn, at: instant, rows: z.array(row), totals })
      const columns = `Columns: ${csvColumns(name).join(', ')}`
      return [
        [
          `/api/boards/${name}`,
          {
            get: {
              tags: ['boards'],
              summary: `The board ${name} as of now; as CSV with Accept: text/csv or ?format=csv`,
              requestParams: { query: asCsv.extend({ format: z.enum(['json', 'csv']).optional() }) },
              responses: { 200: { description: 'The picture at `lsn`.', ...json(picture) }, ...problems },
            },
          },
        ],
        [
          `/api/boards/${name}.csv`,
          {
            get: {
              tags: ['boards'],
              summary: `The rows of the board ${name} as CSV`,
              requestParams: { query: asCsv },
              responses: {
                200: {
                  description:
                    'RFC 4180, UTF-8; cells that look like a formula begin with an apostrophe. `X-Wardroom-At` and `X-Wardroom-Lsn` say as of when.',
                  content: { 'text/csv': { schema: z.string().describe(columns) } },
                },
                ...problems,
              },
            },
          },
        ],
      ]
    }),
  )
}
