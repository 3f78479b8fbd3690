import type { Verb } from '../verb.ts'
import { wallNow } from './wall-now.ts'

/** Its key is good for nothing from here on; servers learn of it by the log, and cut what was opened with it. */
export const revoke: Verb<'walls/revoke'> = async (tx, { wall_id, why }, { by }) => {
  const before = await wallNow(tx, wall_id)
  await tx.rows('update wall set revoked_at = now(), revoked_by = $2, revoked_why = $3 where wall_id = $1', [
    wall_id,
    by.who,
    why,
  ])
  return { result: { wall_id, before }, site: before.site }
}
