/** Nothing hangs on an encounter that is over: not one door by which patients leave may forget a part of it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { endBarriersOf } from '../discharges/end-barriers.ts'
import { cancelRequestOf } from '../placement/end-request.ts'
import { endPrecautionsOf } from '../placement/precautions-of.ts'
import { endAbsenceOf } from '../visits/absences.ts'
import { endReservationOf } from './end-reservation.ts'

/**
 * Ends what is open of an encounter: barriers, an absence, precautions, the request for a bed, the bed that was kept. Comes
 * after the stays are written: a bed that is left is cleaned as its patient's precautions demand.
 *
 * @param why on record with each (of the barriers: `barriers`, if it is another word)
 * @returns the beds that were kept
 */
export async function endAllOf(
  tx: Tx,
  encounterId: number,
  { at, by, why, barriers = why }: { at: Instant; by: string; why: string; barriers?: string },
): Promise<number[]> {
  await endBarriersOf(tx, encounterId, { at, by, why: barriers })
  await endAbsenceOf(tx, encounterId, at)
  await endPrecautionsOf(tx, encounterId, { at, by })
  await cancelRequestOf(tx, encounterId, { at, by, why })
  return endReservationOf(tx, encounterId, { at, why })
}
