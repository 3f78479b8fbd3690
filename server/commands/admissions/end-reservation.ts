/** Reservations that have lost their reason. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { readyAgain } from '../beds/ready-again.ts'

/** Nobody comes any more: the encounter has ended. @returns the bed that was kept */
export async function endReservationOf(
  tx: Tx,
  encounterId: number,
  { at, why }: { at: Instant; why: string },
): Promise<number[]> {
  const ended = await tx.rows<{ bed_id: number }>(
    `update reservation set ended_at = greatest($2, made_at), ended_why = $3
      where encounter_id = $1 and ended_at is null returning bed_id`,
    [encounterId, at, why],
  )
  const beds = ended.map((row) => row.bed_id)
  await readyAgain(tx, beds, at)
  return beds
}

/** Somebody else was knowingly put into a bed kept for another. @returns the encounter it was kept for */
export async function passOverReservation(
  tx: Tx,
  bedId: number,
  encounterId: number,
  at: Instant,
): Promise<number[]> {
  const ended = await tx.rows<{ encounter_id: number }>(
    `update reservation set ended_at = greatest($3, made_at), ended_why = 'given to another patient'
      where bed_id = $1 and encounter_id <> $2 and ended_at is null returning encounter_id`,
    [bedId, encounterId, at],
  )
  return ended.map((row) => row.encounter_id)
}
