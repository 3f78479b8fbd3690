/** What an administrator may ask about the people who have an account. */
import { z } from 'zod'
import { openSession, ownFactors } from './access/sign-in.ts'
import { roleName } from './access/roles.ts'
import { instant } from './terms.ts'

const given = { role: roleName, site: z.string().nullable(), unit: z.string().nullable() }

export const peopleQueries = {
  people: {
    summary: 'Who has an account, what they are where, how they sign in, and what is open of theirs',
    input: z.object({}).strict(),
    result: z.object({
      people: z.array(
        z.object({
          person_id: z.number().int(),
          login: z.string(),
          name: z.string(),
          made_at: instant,
          disabled_at: instant.nullable(),
          disabled_by: z.string().nullable(),
          disabled_why: z.string().nullable(),
          sso: z.boolean().describe('by the identity provider'),
          invited_until: instant.nullable().describe('a link of theirs waits; null: none'),
          last_in_at: instant.nullable(),
          refused_since: z.number().int().describe('wrong tries since they were last in'),
          factors: ownFactors.pick({ password: true, authenticator: true, recovery_left: true }).extend({
            passkeys: z.number().int(),
          }),
          grants: z.array(
            z.object({ person_grant_id: z.number().int(), ...given, by_group: z.string().nullable() }),
          ),
          sessions: z.array(openSession),
        }),
      ),
      /** Who must have a second factor; site null: wherever somebody has that role. */
      must: z.array(z.object({ role: roleName, site: z.string().nullable() })),
      groups: z.array(z.object({ group_grant_id: z.number().int(), group: z.string(), ...given })),
    }),
  },
} as const
