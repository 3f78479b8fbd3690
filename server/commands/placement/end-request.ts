/** How bed requests end, and come back when what ended them is taken back. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { endReservationOf } from '../admissions/end-reservation.ts'
import type { BedNow } from '../beds/bed-now.ts'

interface End {
  at: Instant
  by: string
}

/** Nobody needs the bed any more. Its declines end with it; the bed that was kept is the caller's to release. */
export async function cancelRequestOf(
  tx: Tx,
  encounterId: number,
  { at, by, why }: End & { why: string },
): Promise<void> {
  await end(
    tx,
    await tx.rows(
      `update bed_request set ended_at = greatest($2, asked_at), ended_by = $3, ended_how = 'cancelled', ended_why = $4
        where encounter_id = $1 and ended_at is null returning request_id`,
      [encounterId, at, by, why],
    ),
    at,
  )
}

/**
 * The patient lies in a bed: their request is over if the move is what was asked for. It is, when the bed was kept for
 * them, or when it stands where a bed was asked for (the site; the unit, if one was named) in another unit than they were
 * in; and when it happened after they had asked. A walk from one bay of the emergency department to the next is no answer.
 *
 * @param bed where they lie now; @param from_unit_id where they were
 * @returns beds that had been kept for them elsewhere and are free again
 */
export async function placeRequestOf(
  tx: Tx,
  encounterId: number,
  bed: { bed_id: number; site: string; unit_id: number; was_kept: boolean },
  from_unit_id: number | null,
  { at, by }: End,
): Promise<number[]> {
  const placed = await tx.rows<{ request_id: number }>(
    `update bed_request set ended_at = greatest($2, asked_at), ended_by = $3, ended_how = 'placed'
      where encounter_id = $1 and ended_at is null
        and ($4 or (to_site = $5 and $2 >= asked_at and coalesce(unit_id, $6) = $6 and $6 is distinct from $7::bigint))
      returning request_id`,
    [encounterId, at, by, bed.was_kept, bed.site, bed.unit_id, from_unit_id],
  )
  await end(tx, placed, at)
  return placed.length === 0 ? [] : endReservationOf(tx, encounterId, { at, why: 'placed' })
}

/**
 * The same, of a patient who is admitted into a bed under another encounter than the one the bed was asked for: a visit of the
 * emergency department that becomes an admission with a number of its own.
 */
export async function placeRequestsOfPatient(
  tx: Tx,
  patientId: number,
  bed: BedNow,
  done: End,
): Promise<number[]> {
  const waiting = await tx.rows<{ encounter_id: number }>(
    `select r.encounter_id from bed_request r join encounter e using (encounter_id)
      where e.patient_id = $1 and r.ended_at is null`,
    [patientId],
  )
  const released: number[] = []
  for (const { encounter_id } of waiting) {
    const was_kept = bed.reservation?.encounter_id === encounter_id
    released.push(...(await placeRequestOf(tx, encounter_id, { ...bed, was_kept }, null, done)))
  }
  return released
}

async function end(tx: Tx, requests: readonly { request_id: number }[], at: Instant): Promise<void> {
  await tx.rows(
    `update bed_request_decline set ended_at = $2 where request_id = any ($1) and ended_at is null`,
    [requests.map(({ request_id }) => request_id), at],
  )
}

/**
 * What ended the last request never was: the move (`placed`) was cancelled, or the patient had not left (`left`). It waits
 * again since when it was asked; the bed that was kept is not. Of a patient who has left since it waits no more, and is over
 * because they left: it comes back if they had not.
 */
export async function reopenRequestOf(tx: Tx, encounterId: number, why: 'placed' | 'left'): Promise<void> {
  await tx.rows(
    `update bed_request r
        set ended_at = case when gone then r.ended_at end, ended_by = case when gone then r.ended_by end,
            ended_how = case when gone then 'cancelled' end, ended_why = case when gone then 'discharged' end
       from (select encounter_id, ended_at is not null as gone from encounter where encounter_id = $1) as whose
      where r.request_id = (select max(request_id) from bed_request where encounter_id = $1)
        and r.ended_at is not null
        and case when $2 = 'placed' then r.ended_how = 'placed' else r.ended_why = 'discharged' end`,
    [encounterId, why],
  )
}
