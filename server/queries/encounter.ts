import type { QueryResult } from '../../schema/queries.ts'
import { actsOf } from './acts.ts'
import type { Answer } from './index.ts'
import { NAME_COLUMNS, withName, type NameColumns } from './masked-name.ts'

type Encounter = QueryResult<'encounter'>

const ACTS = 200

/** One encounter whole, its stays in the order of time, cancelled ones included. */
export const encounter: Answer<'encounter'> = async (database, { encounter_id }) => {
  const row = await database.row<
    Omit<Encounter, 'name' | 'masked' | 'stays' | 'expected' | 'barriers' | 'absences' | 'acts'> & NameColumns
  >(
    `select e.encounter_id, e.patient_id, e.site, ${NAME_COLUMNS}, e.mrn, p.sex, p.birth_date, e.class,
            e.visit, e.started_at, e.ended_at, e.cancelled_at, e.cancelled_why, e.expected_discharge_at,
            e.disposition, e.discharge_ordered_at, e.discharge_ordered_by, e.ready_to_leave_at, e.ready_to_leave_by,
            e.no_criteria_since
       from encounter e join patient p using (patient_id) join site using (site) where e.encounter_id = $1`,
    [encounter_id],
  )
  if (!row) return undefined
  const stays = await database.rows<Encounter['stays'][number]>(
    `select u.code as unit, b.code as bed, s.began_at, s.ended_at, s.cancelled_at
       from stay s join unit u on u.unit_id = s.unit_id left join bed b on b.bed_id = s.bed_id
      where s.encounter_id = $1 order by s.began_at, s.stay_id`,
    [encounter_id],
  )
  const expected = await database.rows<Encounter['expected'][number]>(
    `select said_at, said_by, expected_at from expected_discharge
      where encounter_id = $1 order by expected_discharge_id`,
    [encounter_id],
  )
  const barriers = await database.rows<Encounter['barriers'][number]>(
    `select barrier_id, kind, note, owner, due_at, raised_at, raised_by, cleared_at, cleared_by, cancelled_at,
            cancelled_by, cancelled_why
       from discharge_barrier where encounter_id = $1 order by raised_at, barrier_id`,
    [encounter_id],
  )
  const absences = await database.rows<Encounter['absences'][number]>(
    `select absence_id, kind, place, began_at, expected_at, ended_at, said_by, cancelled_at, cancelled_by, cancelled_why
       from absence where encounter_id = $1 order by began_at, absence_id`,
    [encounter_id],
  )
  return {
    ...withName(row),
    privacy: row.privacy,
    stays,
    expected,
    barriers,
    absences,
    acts: await actsOf(database, 'encounter', encounter_id, ACTS),
  }
}
