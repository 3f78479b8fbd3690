import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'
import { NAME_COLUMNS, withName, type NameColumns } from './masked-name.ts'

type Expected = QueryResult<'expected'>['expected'][number]

/** Who is expected by the end of the site's tomorrow and has not come: overdue first, and last those of whom no hour is known. */
export const expected: Answer<'expected'> = async (database, { site }) => {
  const known = await database.row('select 1 as one from site where site = $1', [site])
  if (!known) return undefined
  const rows = await database.rows<Omit<Expected, 'name' | 'masked'> & NameColumns>(
    `select e.encounter_id, e.patient_id, ${NAME_COLUMNS}, e.mrn, p.birth_date, e.class, e.expected_arrival_at
       from encounter e join patient p using (patient_id) join site using (site)
      where e.site = $1 and e.awaited and coalesce(e.ended_at, 'infinity') = 'infinity' and e.cancelled_at is null
        and coalesce(e.expected_arrival_at < ((date_trunc('day', now() at time zone site.time_zone) + interval '2 days')
              at time zone site.time_zone), true)
      order by e.expected_arrival_at nulls last, e.encounter_id`,
    [site],
  )
  return { expected: rows.map(withName) }
}
