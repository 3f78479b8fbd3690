/** The HTTP interface as OpenAPI 3.1, made from the schemas that check it. */
import { z } from 'zod'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { boards } from '../../../schema/boards/index.ts'
import { commandContracts } from '../../../schema/commands/index.ts'
import { accepted, refusal } from '../../../schema/outcome.ts'
import { queries } from '../../../schema/queries.ts'
import { lsn, instant, placeCode, privacyLevel, siteCode } from '../../../schema/terms.ts'

const json = (schema: z.ZodType): { content: { 'application/json': { schema: z.ZodType } } } => ({
  content: { 'application/json': { schema } },
})
const refused = {
  description: 'Refused: nothing was changed. `code` says why, `message` what to do.',
  ...json(refusal),
}

/** The whole document, ready to be served. */
export function openApi(version: string): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Wardroom',
      version,
      description:
        'Commands change the hospital, queries ask once, boards are what the screens follow live (over Socket.IO; here as JSON). ' +
        'Send `Idempotency-Key` with a command and repeat it safely: it is done once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: { ...commandPaths(), ...queryPaths(), ...boardPaths() },
  })
}

function commandPaths(): ZodOpenApiPathsObject {
  const header = z.object({
    'Idempotency-Key': z.string().min(1).max(200).optional(),
    'X-Wardroom-Who': z
      .string()
      .max(200)
      .optional()
      .describe('who asks, for the record, until there is sign-in'),
  })
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

function boardPaths(): ZodOpenApiPathsObject {
  const query = z.object({
    site: siteCode.optional(),
    unit: placeCode.optional(),
    level: privacyLevel.optional(),
  })
  return Object.fromEntries(
    Object.entries(boards).map(([name, { row, totals }]) => [
      `/api/boards/${name}`,
      {
        get: {
          tags: ['boards'],
          summary: `The board ${name} as of now`,
          requestParams: { query },
          responses: {
            200: {
              description: 'The picture at `lsn`.',
              ...json(z.object({ epoch: z.string(), lsn, at: instant, rows: z.array(row), totals })),
            },
            '4XX': refused,
            503: refused,
          },
        },
      },
    ]),
  )
}
