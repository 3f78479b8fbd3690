/** The house as the database has it: every decision starts here, so people may do what they like in between. */
import type { EncounterClass, Instant, Sex, SexRule } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'
import type { Bed, House, Patient } from './house.ts'

interface BedLine {
  bed_id: number
  code: string
  unit: string
  sensor: string | null
  sex_rule: SexRule
  staffed: boolean
  block_note: string | null
  blocked_at: Instant | null
  vacated_at: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
  turnover_id: number | null
  encounter_id: number | null
  reserved_for: number | null
}

interface PatientLine extends Omit<Patient, 'expected_discharge_at' | 'came_here_at'> {
  expected_discharge_at: Instant | null
  came_here_at: Instant
  sex: Sex
  class: EncounterClass
}

/** Beds and patients in one statement each; they may be a moment apart, and the commands refuse what no longer holds. */
export async function readHouse(database: Tx, site: string): Promise<House> {
  const beds = await database.rows<BedLine>(
    `select b.bed_id, b.code, u.code as unit, d.code as sensor, b.sex_rule, b.staffed, b.block_note, b.blocked_at,
            t.turnover_id, t.vacated_at, t.asked_at, t.started_at, s.encounter_id, r.encounter_id as reserved_for
       from bed b
       join unit u using (unit_id)
       left join device d on d.bed_id = b.bed_id and d.kind = 'bed'
       left join turnover t on t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null
       left join stay s on s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null
       left join reservation r on r.bed_id = b.bed_id and r.ended_at is null
      where b.site = $1
      order by u.position, b.position`,
    [site],
  )
  const patients = await database.rows<PatientLine>(
    `select e.encounter_id, p.sex, p.birth_date, e.class, e.expected_discharge_at, u.code as unit, s.bed_id,
            s.began_at as came_here_at, r.bed_id as reserved_bed_id
       from stay s
       join encounter e on e.encounter_id = s.encounter_id
       join patient p on p.patient_id = e.patient_id
       join unit u on u.unit_id = s.unit_id
       left join reservation r on r.encounter_id = e.encounter_id and r.ended_at is null
      where s.site = $1 and s.ended_at is null and s.cancelled_at is null
        and coalesce(s.ended_at, 'infinity') = 'infinity' -- the index stay_recent holds the open ones
        and e.ended_at is null and e.cancelled_at is null
      order by s.stay_id`,
    [site],
  )
  return {
    beds: new Map(beds.map((line) => [line.bed_id, bedOf(line)])),
    patients: new Map(patients.map((line) => [line.encounter_id, patientOf(line)])),
  }
}

/** Whether the demo was ever filled to the end. @param who the name the last act of the first fill goes by */
export async function wasOpened(database: Tx, site: string, who: string): Promise<boolean> {
  const act = await database.row('select 1 from act where site = $1 and who = $2 limit 1', [site, who])
  return act !== undefined
}

/** The Idempotency-Key of the first part of the past that was told. @param who told it */
export async function firstKeyOf(database: Tx, who: string): Promise<string | undefined> {
  const act = await database.row<{ key: string }>(
    `select key from act where who = $1 and command = 'history/import' and key is not null order by act_id limit 1`,
    [who],
  )
  return act?.key
}

function bedOf({ turnover_id, vacated_at, asked_at, started_at, blocked_at, ...bed }: BedLine): Bed {
  const stage = started_at !== null ? 'cleaning' : asked_at !== null ? 'dirty' : 'vacated'
  const since = started_at ?? asked_at ?? vacated_at
  return {
    ...bed,
    blocked_at: ms(blocked_at),
    turn: turnover_id === null || since === null ? null : { stage, since: Date.parse(since) },
  }
}

function patientOf(line: PatientLine): Patient {
  return {
    ...line,
    expected_discharge_at: ms(line.expected_discharge_at),
    came_here_at: Date.parse(line.came_here_at),
  }
}

const ms = (at: Instant | null): number | null => (at === null ? null : Date.parse(at))
