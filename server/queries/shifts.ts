import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

/** Who of a site's cleaners and porters is at work now, with how many open jobs each has; those with fewest first. */
export const shifts: Answer<'shifts'> = async (database, { site }) => ({
  shifts: await database.rows<QueryResult<'shifts'>['shifts'][number]>(
    `select s.person, s.role, s.zone, s.began_at, s.ends_at,
            case s.role
              when 'cleaner' then (select count(*) from turnover t join bed b using (bed_id)
                where b.site = s.site and t.assigned_to = s.person and t.finished_at is null and t.cancelled_at is null)
              else (select count(*) from porter_job p
                where p.site = s.site and p.assigned_to = s.person and p.finished_at is null and p.cancelled_at is null)
            end as jobs
       from shift s where s.site = $1 and s.ended_at is null
      order by jobs, s.began_at`,
    [site],
  ),
})
