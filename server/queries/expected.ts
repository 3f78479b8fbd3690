import type { QueryResult } from '../../schema/queries.ts'
import { fullName } from '../../schema/person-name.ts'
import type { Answer } from './index.ts'

type Expected = QueryResult<'expected'>['expected'][number]

/** Who is expected by the end of the site's day and has not come: overdue first, and last those of whom no hour is known. */
export const expected: Answer<'expected'> = async (database, { site }) => {
  const known = await database.row('select 1 as one from site where site = $1', [site])
  if (!known) return undefined
  const rows = await database.rows<Omit<Expected, 'name'> & { family: string; given: string }>(
    `select e.encounter_id, e.patient_id, p.family, p.given, e.mrn, p.birth_date, e.class, e.expected_arrival_at
       from encounter e join patient p using (patient_id) join site s on s.site = e.site
      where e.site = $1 and e.awaited and coalesce(e.ended_at, 'infinity') = 'infinity' and e.cancelled_at is null
        and coalesce(e.expected_arrival_at < ((date_trunc('day', now() at time zone s.time_zone) + interval '1 day')
              at time zone s.time_zone), true)
      order by e.expected_arrival_at nulls last, e.encounter_id`,
    [site],
  )
  return {
    expected: rows.map(({ family, given, ...row }) => ({ ...row, name: fullName({ family, given }) })),
  }
}
