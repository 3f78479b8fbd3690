/** Keeping a bed for somebody who is on the way: for a person who reserves it, and for one who answers a request. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { Encounter } from '../admissions/encounter.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { BedNow } from './bed-now.ts'

/**
 * The bed need not be free or clean yet: it is kept for when it is. A blocked or closed bed can't be kept, nor one for two,
 * nor two for one. Bed and encounter are locked by the caller.
 * @throws Refused `bed-reserved` with for whom, since when and by whom; `bed-blocked`, `bed-closed`, `already-exists`, …
 */
export async function keepBed(
  tx: Tx,
  bed: BedNow,
  encounter: Encounter,
  { by, now }: { by: string; now: Instant },
): Promise<number> {
  if (bed.stay?.encounter_id === encounter.encounter_id) {
    throw new Refused('already-done', `${encounter.name} lies in bed ${bed.code} already.`, {
      bed: bed.code,
      since: bed.stay.began_at,
    })
  }
  if (bed.reservation) {
    const { encounter_id, name, made_at, made_by } = bed.reservation
    const message = (whom: string): string =>
      `Bed ${bed.code} is kept for ${whom} since ${onTheClock(made_at, bed.time_zone)}${made_by === null ? '' : `, by ${made_by}`}.`
    const details = { bed: bed.code, since: made_at, by: made_by }
    throw new Refused(
      encounter_id === encounter.encounter_id ? 'already-done' : 'bed-reserved',
      message(name),
      { ...details, for: { encounter_id, name } },
      { encounter_id, bed: bed.code, unnamed: { message: message('somebody'), details } },
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
  const other = await tx.row<{ code: string; made_at: Instant; made_by: string | null }>(
    `select b.code, r.made_at, r.made_by from reservation r join bed b using (bed_id)
      where r.encounter_id = $1 and r.ended_at is null`,
    [encounter.encounter_id],
  )
  if (other) {
    const who = other.made_by === null ? '' : ` by ${other.made_by}`
    throw new Refused(
      'already-exists',
      `Bed ${other.code} is kept for ${encounter.name} already${who}. Release it first.`,
      { bed: other.code, since: other.made_at, by: other.made_by },
    )
  }
  const made = await tx.row<{ reservation_id: number }>(
    'insert into reservation (bed_id, encounter_id, made_at, made_by) values ($1, $2, $3, $4) returning reservation_id',
    [bed.bed_id, encounter.encounter_id, now, by],
  )
  if (!made) throw new Error('the reservation was not inserted')
  return made.reservation_id
}
