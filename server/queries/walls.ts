import { siteListOf } from '../../schema/access/may.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

/** An administrator of one site is told of its walls, and of no others. */
export const walls: Answer<'walls'> = async (database, _input, { grants }) => ({
  walls: await database.rows<QueryResult<'walls'>['walls'][number]>(
    `select wall_id, name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, blank, muted,
            paired_at, paired_by, address, agent, width, height, seen_at
       from wall left join wall_key using (wall_id)
      where revoked_at is null and ($1::text[] is null or site = any ($1)) order by site, name`,
    [siteListOf(grants.filter(({ role }) => role === 'administrator'))],
  ),
})
