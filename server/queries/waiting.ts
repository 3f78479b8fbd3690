import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'
import { NAME_COLUMNS, withName, type NameColumns } from './masked-name.ts'

type Waiting = QueryResult<'waiting'>['waiting'][number]

/** Open encounters of a site without a bed, who waits longest first. `since`: in this unit, or since they came. */
export const waiting: Answer<'waiting'> = async (database, { site }) => {
  const known = await database.row('select 1 as one from site where site = $1', [site])
  if (!known) return undefined
  const rows = await database.rows<Omit<Waiting, 'name' | 'masked'> & NameColumns>(
    `select e.encounter_id, e.patient_id, ${NAME_COLUMNS}, e.mrn, p.sex, e.class, u.code as unit,
            coalesce(s.began_at, e.started_at) as since
       from encounter e
       join patient p using (patient_id)
       join site using (site)
       left join stay s on s.encounter_id = e.encounter_id and s.ended_at is null and s.cancelled_at is null
       left join unit u on u.unit_id = s.unit_id
      where coalesce(e.ended_at, 'infinity') = 'infinity' and e.cancelled_at is null -- as the index encounter_recent has it
        and e.site = $1 and s.bed_id is null
      order by since, e.encounter_id`,
    [site],
  )
  return { waiting: rows.map(withName) }
}
