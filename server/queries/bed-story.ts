import type { QueryResult } from '../../schema/queries.ts'
import { actsOf } from './acts.ts'
import type { Answer } from './index.ts'
import { NAME_COLUMNS, withName, type NameColumns } from './masked-name.ts'

type Story = QueryResult<'bed-story'>

/** What happened to a bed lately, newest first; `limit` of each kind. Cancelled stays are part of the story. */
export const bedStory: Answer<'bed-story'> = async (database, { site, bed, limit }) => {
  const found = await database.row<{ bed_id: number; unit: string }>(
    `select b.bed_id, u.code as unit from bed b join unit u using (unit_id) where b.site = $1 and b.code = $2`,
    [site, bed],
  )
  if (!found) return undefined
  const stays = await database.rows<Omit<Story['stays'][number], 'name' | 'masked'> & NameColumns>(
    `select s.encounter_id, ${NAME_COLUMNS}, e.mrn, s.began_at, s.ended_at, s.cancelled_at
       from stay s join encounter e using (encounter_id) join patient p on p.patient_id = e.patient_id
            join site on site.site = e.site
      where s.bed_id = $1 order by s.began_at desc, s.stay_id desc limit $2`,
    [found.bed_id, limit],
  )
  const turnovers = await database.rows<Story['turnovers'][number]>(
    `select vacated_at, asked_at, started_at, finished_at, cancelled_at, cancelled_why
       from turnover where bed_id = $1 order by turnover_id desc limit $2`,
    [found.bed_id, limit],
  )
  return {
    site,
    unit: found.unit,
    bed,
    stays: stays.map(withName),
    turnovers,
    acts: await actsOf(database, 'bed', found.bed_id, limit),
  }
}
