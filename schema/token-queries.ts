/** What an administrator may ask about the programs that have a token. */
import { z } from 'zod'
import { grant } from './access/roles.ts'
import { instant } from './terms.ts'

export const tokenQueries = {
  tokens: {
    summary: 'Which programs have a token: what it lets them do where, until when, when it was used last',
    input: z.object({}).strict(),
    result: z.object({
      tokens: z.array(
        z.object({
          token_id: z.number().int(),
          name: z.string(),
          grants: z.array(grant),
          made_at: instant,
          made_by: z.string(),
          until: instant,
          used_at: instant.nullable().describe('to the minute; null: never'),
          revoked_at: instant.nullable(),
          revoked_by: z.string().nullable(),
        }),
      ),
    }),
  },
} as const
