import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Location = QueryResult<'locations'>['locations'][number]

/** The mappings that hold, by sender and word. */
export const locations: Answer<'locations'> = async (database, { site }) => ({
  locations: await database.rows<Location>(
    `select a.location_alias_id, s.site, s.application, s.facility, a.location, u.code as unit, b.code as bed,
            a.made_at, a.made_by
       from location_alias a join sender s using (sender_id)
       left join bed b using (bed_id) join unit u on u.unit_id = coalesce(b.unit_id, a.unit_id)
      where a.ended_at is null and ($1::text is null or s.site = $1)
      order by s.application, s.facility, a.location`,
    [site ?? null],
  ),
})
