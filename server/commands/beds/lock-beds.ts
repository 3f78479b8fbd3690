/** Beds, locked before anything is decided about them. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { fullName } from '../../../schema/person-name.ts'
import { Refused } from '../refused.ts'
import type { BedNow, Turnover } from './bed-now.ts'

/**
 * Locks these beds in the order of their ids, so that people who want the same beds go one after the other and never
 * wait in a circle, and reads what they are. The reading is a statement of its own: under READ COMMITTED it sees what
 * was committed while the lock was waited for.
 *
 * @param rooms beds of whose rooms every bed is locked with them: for who asks who else lies there
 * @returns the beds asked for, not their neighbours
 */
export async function lockBeds(
  tx: Tx,
  bedIds: readonly (number | null)[],
  { rooms = [] }: { rooms?: readonly (number | null)[] } = {},
): Promise<Map<number, BedNow>> {
  const ids = bedIds.filter((id) => id !== null)
  if (ids.length === 0) return new Map()
  await tx.rows(
    `select 1 from bed where bed_id = any ($1) or room_id in (select room_id from bed where bed_id = any ($2))
      order by bed_id for no key update`,
    [ids, rooms.filter((id) => id !== null)],
  )
  const rows = await tx.rows<Row>(BED_NOW, [ids])
  return new Map(rows.map((row) => [row.bed_id, bedOf(row)]))
}

/** The bed of a site by its code, locked, with its room if that is asked for. @throws Refused `not-found` */
export async function lockBed(tx: Tx, site: string, code: string, { room = false } = {}): Promise<BedNow> {
  const bed = await tx.row<{ bed_id: number }>('select bed_id from bed where site = $1 and code = $2', [
    site,
    code,
  ])
  const rooms = bed && room ? [bed.bed_id] : []
  const locked = bed && (await lockBeds(tx, [bed.bed_id], { rooms })).get(bed.bed_id)
  if (!locked) throw new Refused('not-found', `There is no bed ${code} in ${site}.`, { site, bed: code })
  return locked
}

const BED_NOW = `
  select b.bed_id, b.unit_id, b.site, s.time_zone, b.code, u.code as unit, b.sex_rule, b.staffed, b.block_reason,
         b.blocked_at, b.ready_since,
         st.encounter_id as holder, st.began_at, e.mrn, p.family, p.given,
         r.reservation_id, r.encounter_id as reserved_for, re.patient_id as reserved_patient, r.made_at, r.made_by, rp.family as reserved_family, rp.given as reserved_given,
         t.turnover_id, t.vacated_at, t.asked_at, t.started_at, t.opened_by, t.priority, t.assigned_to, t.assigned_at,
         t.started_by, (select began_at from pause where turnover_id = t.turnover_id and ended_at is null) as paused_at,
         (select x.ended_at from stay x where x.bed_id = b.bed_id and x.cancelled_at is null and x.ended_at is not null
           order by x.began_at desc limit 1) as last_left_at
    from bed b
    join site s using (site)
    join unit u using (unit_id)
    left join stay st on st.bed_id = b.bed_id and st.ended_at is null and st.cancelled_at is null
    left join encounter e on e.encounter_id = st.encounter_id
    left join patient p on p.patient_id = e.patient_id
    left join reservation r on r.bed_id = b.bed_id and r.ended_at is null
    left join encounter re on re.encounter_id = r.encounter_id
    left join patient rp on rp.patient_id = re.patient_id
    left join turnover t on t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null
   where b.bed_id = any ($1)`

type Row = Omit<BedNow, 'stay' | 'reservation' | 'turnover'> &
  Omit<Turnover, 'turnover_id'> & {
    holder: number | null
    began_at: Instant
    mrn: string
    family: string
    given: string
    reservation_id: number | null
    reserved_for: number
    reserved_patient: number
    made_at: Instant
    made_by: string | null
    reserved_family: string
    reserved_given: string
    turnover_id: number | null
  }

function bedOf(row: Row): BedNow {
  return {
    bed_id: row.bed_id,
    unit_id: row.unit_id,
    site: row.site,
    time_zone: row.time_zone,
    code: row.code,
    unit: row.unit,
    sex_rule: row.sex_rule,
    staffed: row.staffed,
    block_reason: row.block_reason,
    blocked_at: row.blocked_at,
    ready_since: row.ready_since,
    last_left_at: row.last_left_at,
    stay:
      row.holder === null
        ? null
        : { encounter_id: row.holder, name: fullName(row), mrn: row.mrn, began_at: row.began_at },
    reservation:
      row.reservation_id === null
        ? null
        : {
            reservation_id: row.reservation_id,
            encounter_id: row.reserved_for,
            patient_id: row.reserved_patient,
            name: fullName({ family: row.reserved_family, given: row.reserved_given }),
            made_at: row.made_at,
            made_by: row.made_by,
          },
    turnover: turnoverOf(row),
  }
}

function turnoverOf(row: Row): Turnover | null {
  if (row.turnover_id === null) return null
  const { turnover_id, vacated_at, asked_at, started_at } = row
  const { opened_by, priority, assigned_to, assigned_at, started_by, paused_at } = row
  return {
    turnover_id,
    vacated_at,
    asked_at,
    started_at,
    opened_by,
    priority,
    assigned_to,
    assigned_at,
    started_by,
    paused_at,
  }
}
