import type { Tx } from '../../database/pool.ts'

/** The beds in which these encounters' patients lie now. */
export async function openBedsOf(tx: Tx, encounterIds: readonly number[]): Promise<number[]> {
  const beds = await tx.rows<{ bed_id: number }>(
    `select bed_id from stay
      where encounter_id = any ($1) and bed_id is not null and ended_at is null and cancelled_at is null`,
    [encounterIds],
  )
  return beds.map((row) => row.bed_id)
}
