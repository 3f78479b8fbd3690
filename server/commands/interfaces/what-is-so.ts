/** What is on record now of visits and beds, as far as other systems are told of it. */
import {
  bedStatusCode,
  type BlockReason,
  type Disposition,
  type EncounterClass,
  type Instant,
  type Sex,
  type Table0116,
} from '../../../schema/terms.ts'
import { bedStateOf } from '../../../schema/bed-state.ts'
import type { Tx } from '../../database/pool.ts'

export interface VisitNow {
  site: string
  encounter_id: number
  visit: string | null
  class: EncounterClass
  mrn: string
  family: string
  given: string
  birth_date: string | null
  sex: Sex
  hidden: boolean
  /** unit^room^bed; null: nowhere yet. */
  place: string | null
  /** Since when they are, or were, there. */
  since: Instant | null
  started_at: Instant
  ended_at: Instant | null
  disposition: Disposition | null
  expected_discharge_at: Instant | null
  cancelled: boolean
}

export interface BedNow {
  site: string
  bed_id: number
  place: string
  status: Table0116
}

/** The visits of these ids, and the open ones of these patients. */
export function visitsNow(
  tx: Tx,
  encounterIds: readonly number[],
  patientIds: readonly number[],
): Promise<VisitNow[]> {
  return tx.rows<VisitNow>(
    `select e.site, e.encounter_id, e.visit, e.class, e.mrn, p.family, p.given, p.birth_date, p.sex,
            p.privacy = 'hidden' as hidden,
            case when s.stay_id is not null then rtrim(concat_ws('^', replace(u.code, '^', ' '),
              replace(coalesce(r.code, ''), '^', ' '), replace(coalesce(b.code, ''), '^', ' ')), '^') end as place,
            s.began_at as since, e.started_at, e.ended_at, e.disposition, e.expected_discharge_at,
            e.cancelled_at is not null as cancelled
       from encounter e join patient p using (patient_id)
       left join lateral (select * from stay where encounter_id = e.encounter_id and cancelled_at is null
                           order by began_at desc limit 1) s on true
       left join unit u on u.unit_id = s.unit_id
       left join bed b on b.bed_id = s.bed_id left join room r on r.room_id = b.room_id
      where e.encounter_id = any ($1) or (e.patient_id = any ($2) and e.ended_at is null and e.cancelled_at is null)
      order by e.encounter_id`,
    [encounterIds, patientIds],
  )
}

/** Beds with their HL7 status: what the boards show of them, by the same rule. */
export async function bedsNow(tx: Tx, ids: readonly number[]): Promise<BedNow[]> {
  const rows = await tx.rows<BedRow>(
    `select b.site, b.bed_id, b.staffed, b.blocked_at, b.block_reason, b.ready_since,
            concat_ws('^', replace(u.code, '^', ' '), replace(r.code, '^', ' '), replace(b.code, '^', ' ')) as place,
            s.began_at, v.made_at, t.turnover_id, t.vacated_at, t.asked_at, t.started_at
       from bed b join unit u using (unit_id) join room r on r.room_id = b.room_id
       left join stay s on s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null
       left join reservation v on v.bed_id = b.bed_id and v.ended_at is null
       left join turnover t on t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null
      where b.bed_id = any ($1) order by b.bed_id`,
    [ids],
  )
  return rows.map((bed) => {
    const { state } = bedStateOf({
      bed,
      stay: bed.began_at === null ? null : { began_at: bed.began_at },
      reservation: bed.made_at === null ? null : { made_at: bed.made_at },
      turnover: bed.turnover_id === null ? null : bed,
    })
    const { site, bed_id, place, block_reason } = bed
    return { site, bed_id, place, status: bedStatusCode(state, block_reason) }
  })
}

interface BedRow {
  site: string
  bed_id: number
  place: string
  staffed: boolean
  blocked_at: Instant | null
  block_reason: BlockReason | null
  ready_since: Instant
  began_at: Instant | null
  made_at: Instant | null
  turnover_id: number | null
  vacated_at: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
}
