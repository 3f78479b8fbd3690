import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** Servers learn of it by the log, and cut what is connected with it. */
export const revoke: Verb<'credentials/revoke'> = async (tx, { site, kind, code, why }, { by }) => {
  const device = await tx.row<{ device_id: number }>(
    'select device_id from device where site = $1 and kind = $2 and code = $3 for no key update',
    [site, kind, code],
  )
  if (!device) throw new Refused('not-found', `There is no ${kind} ${code} in ${site}.`, { site, kind, code })
  const revoked = await tx.rows(
    `update device_credential set revoked_at = now(), revoked_by = $2, revoked_why = $3
      where device_id = $1 and revoked_at is null returning 1`,
    [device.device_id, by.who, why],
  )
  if (revoked.length === 0)
    throw new Refused('already-done', `The ${kind} ${code} has nothing it could sign in with.`, { code })
  return { result: { revoked: revoked.length }, site }
}
