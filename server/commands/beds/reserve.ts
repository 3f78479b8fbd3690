import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockBed } from './lock-beds.ts'

/**
 * Keeps a bed for a patient who is on the way. The bed need not be free or clean yet: it is kept for when it is. A
 * blocked or closed bed can't be kept, nor one for two, nor two for one.
 */
export const reserve: Verb<'beds/reserve'> = async (tx, input, { now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const bed = await lockBed(tx, input.site, input.bed)
  if (encounter.site !== bed.site) {
    throw new Refused('invalid-input', `This patient is at ${encounter.site}, the bed is at ${bed.site}.`)
  }
  if (bed.stay?.encounter_id === encounter.encounter_id) {
    throw new Refused('already-done', `${encounter.name} lies in bed ${bed.code} already.`, {
      bed: bed.code,
      since: bed.stay.began_at,
    })
  }
  if (bed.reservation) {
    const mine = bed.reservation.encounter_id === encounter.encounter_id
    throw new Refused(
      mine ? 'already-done' : 'bed-reserved',
      `Bed ${bed.code} is kept for ${bed.reservation.name} since ${onTheClock(bed.reservation.made_at, bed.time_zone)}.`,
      {
        bed: bed.code,
        for: { encounter_id: bed.reservation.encounter_id, name: bed.reservation.name },
        since: bed.reservation.made_at,
      },
    )
  }
  if (bed.blocked_at !== null) {
    throw new Refused(
      'bed-blocked',
      `Bed ${bed.code} is blocked (${bed.block_reason}) since ${onTheClock(bed.blocked_at, bed.time_zone)}.`,
      { bed: bed.code, reason: bed.block_reason, since: bed.blocked_at },
    )
  }
  if (!bed.staffed) {
    throw new Refused('bed-closed', `Bed ${bed.code} is closed: nobody looks after it.`, { bed: bed.code })
  }
  const other = await tx.row<{ code: string; made_at: string }>(
    `select b.code, r.made_at from reservation r join bed b using (bed_id)
      where r.encounter_id = $1 and r.ended_at is null`,
    [encounter.encounter_id],
  )
  if (other) {
    throw new Refused(
      'already-exists',
      `Bed ${other.code} is kept for ${encounter.name} already. Release it first.`,
      { bed: other.code, since: other.made_at },
    )
  }
  const made = await tx.row<{ reservation_id: number }>(
    'insert into reservation (bed_id, encounter_id, made_at) values ($1, $2, $3) returning reservation_id',
    [bed.bed_id, encounter.encounter_id, now],
  )
  if (!made) throw new Error('the reservation was not inserted')
  return {
    result: made,
    site: bed.site,
    beds: [bed.bed_id],
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
