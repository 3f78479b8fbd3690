/** Which programs have a token. An administrator of one site is told of those that are of that site alone: those they may revoke. */
import { grantsOf, siteListOf } from '../../schema/access/may.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

/** What is over is shown for so long, for whoever wonders why their program is refused. */
const OVER_DAYS = 90

export const tokens: Answer<'tokens'> = async (database, _input, { grants }) => ({
  tokens: await database.rows<QueryResult<'tokens'>['tokens'][number]>(
    `select token_id, name, grants, made_at, made_by, until, u.at as used_at, revoked_at, revoked_by
       from token left join token_use u using (token_id)
      where coalesce(revoked_at, until) > now() - make_interval(days => $2)
        and ($1::text[] is null or not exists
          (select from jsonb_array_elements(grants) g where not coalesce(g ->> 'site' = any ($1), false)))
      order by revoked_at is not null or until <= now(), token_id desc`,
    [siteListOf(grantsOf(grants, ['administrator'])), OVER_DAYS],
  ),
})
