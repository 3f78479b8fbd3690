/** When a patient is expected to leave, and who said so. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/**
 * Every saying is kept, so that planned can be held against actual: the first one ever, and the last one before the
 * patient left. @param expected_at null takes the plan back
 */
export async function sayExpected(
  tx: Tx,
  encounterId: number,
  { expected_at, at, by }: { expected_at: Instant | null; at: Instant; by: string },
): Promise<void> {
  await tx.rows(
    'insert into expected_discharge (encounter_id, said_at, said_by, expected_at) values ($1, $2, $3, $4)',
    [encounterId, at, by, expected_at],
  )
  await tx.rows(
    `update encounter set expected_discharge_at = $2, expected_said_at = $3, expected_said_by = $4,
            first_expected_discharge_at = coalesce(first_expected_discharge_at, $2)
      where encounter_id = $1`,
    [encounterId, expected_at, at, by],
  )
}
