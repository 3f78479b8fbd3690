/** Which encounter on record a message is about. */
import type { EncounterClass, Instant } from '../../../schema/terms.ts'
import { Refused } from '../../commands/refused.ts'
import type { Tx } from '../../database/pool.ts'
import type { Intention } from './adt.ts'

export interface Visit {
  /** Found by the number the message says; otherwise it is the patient's latest. */
  named: boolean
  encounter_id: number
  patient_id: number
  class: EncounterClass
  ended_at: Instant | null
  cancelled_at: Instant | null
  /** Told of before they came, and not here yet. */
  awaited: boolean
  /** Its number. */
  visit: string | null
  expected_discharge_at: Instant | null
  expected_arrival_at: Instant | null
  /** As which it was booked (SIU). */
  appointment: string | null
  /** Where the patient is, or last was. */
  unit: string | null
  bed: string | null
  /** Since when. */
  since: Instant | null
}

const VISIT = `
  select e.encounter_id, e.patient_id, e.class, e.ended_at, e.cancelled_at, e.awaited, e.visit,
         e.expected_discharge_at, e.expected_arrival_at, e.appointment,
         u.code as unit, b.code as bed, s.began_at as since
    from encounter e
    left join lateral (select * from stay where encounter_id = e.encounter_id and cancelled_at is null
                        order by began_at desc limit 1) s on true
    left join unit u on u.unit_id = s.unit_id
    left join bed b on b.bed_id = s.bed_id
   where e.site = $1`

/**
 * The encounter with the visit number. Where the message has none (or only an account number nobody knows), the
 * patient's encounter that is open, else the last one; never an appointment that is still to come, which is another matter.
 * @throws Refused `wrong-state` when the visit number is another patient's
 */
export async function visitOf(
  tx: Tx,
  site: string,
  patientId: number,
  said: Intention['visit'],
): Promise<Visit | undefined> {
  if (said) {
    const named = await tx.row<Visit>(`${VISIT} and e.visit = $2 and e.cancelled_at is null`, [
      site,
      said.number,
    ])
    if (named && named.patient_id !== patientId) {
      const field = said.sure ? 'PV1-19' : 'PID-18'
      throw new Refused('wrong-state', `${field}: this visit belongs to another patient`, { field })
    }
    if (named || said.sure) return named && { ...named, named: true }
  }
  const latest = await tx.row<Visit>(
    `${VISIT} and e.patient_id = $2 and e.cancelled_at is null and not (e.awaited and e.appointment is not null)
      order by e.ended_at is null desc, e.started_at desc, e.encounter_id desc limit 1`,
    [site, patientId],
  )
  return latest && { ...latest, named: false }
}

/** The visit that was booked as this appointment, and not cancelled. */
export async function bookedAs(tx: Tx, site: string, appointment: string): Promise<Visit | undefined> {
  const found = await tx.row<Visit>(`${VISIT} and e.appointment = $2 and e.cancelled_at is null`, [
    site,
    appointment,
  ])
  return found && { ...found, named: true }
}

/** Whether this appointment was on record, cancelled by now or not. */
export const wasBookedAs = async (tx: Tx, site: string, appointment: string): Promise<boolean> =>
  (await tx.row('select 1 as one from encounter where site = $1 and appointment = $2 limit 1', [
    site,
    appointment,
  ])) !== undefined

/** The appointment without a visit number that one who arrives comes to: of the same class, within 12 hours of its time. */
export async function comesTo(
  tx: Tx,
  {
    site,
    patientId,
    ...come
  }: { site: string; patientId: number; class: EncounterClass; at: Instant | undefined },
): Promise<Visit | undefined> {
  const found = await tx.row<Visit>(
    `${VISIT} and e.patient_id = $2 and e.class = $3 and e.awaited and e.appointment is not null and e.visit is null
        and e.cancelled_at is null
        and abs(extract(epoch from e.expected_arrival_at - coalesce($4::timestamptz, now()))) <= 12 * 3600
      order by abs(extract(epoch from e.expected_arrival_at - coalesce($4::timestamptz, now()))), e.encounter_id limit 1`,
    [site, patientId, come.class, come.at ?? null],
  )
  return found && { ...found, named: true }
}

/** Whether this visit was on record and has been cancelled. */
export async function wasCancelled(
  tx: Tx,
  site: string,
  patientId: number,
  said: Intention['visit'],
): Promise<boolean> {
  const cancelled = await tx.row(
    `select 1 as one from encounter where site = $1 and patient_id = $2 and cancelled_at is not null
        and ($3::text is null or visit = $3) limit 1`,
    [site, patientId, said?.number ?? null],
  )
  return cancelled !== undefined
}
