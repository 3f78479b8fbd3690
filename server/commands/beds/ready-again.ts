/** A bed that is free again: since when. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/**
 * Notes since when these beds can be lain in, if nothing is open on them any more; that one is kept for somebody does not
 * matter (from then on the move can be waited for). Of a closed bed the same column says since when it is closed (see
 * staff.ts), so that is left alone. The beds are locked by the caller.
 */
export async function readyAgain(tx: Tx, bedIds: readonly number[], at: Instant): Promise<void> {
  await tx.rows(
    `update bed b set ready_since = $2
      where bed_id = any ($1) and staffed and block_reason is null
        and not exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
        and not exists (select from turnover t
                         where t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null)`,
    [bedIds, at],
  )
}
