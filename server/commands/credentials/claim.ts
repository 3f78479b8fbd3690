import type { Digest } from './device-secret.ts'
import { register } from '../devices/register.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** The device is registered if it was not; what it knocked with is what it signs in with from now on, and nothing else. */
export const claim: Verb<'credentials/claim'> = async (tx, input, context) => {
  const { site, kind, code, device_knock_id, bed } = input
  const knock = await tx.row<Digest>(
    `delete from device_knock where device_knock_id = $1 and site = $2 and kind = $3 and code = $4 returning salt, hash`,
    [device_knock_id, site, kind, code],
  )
  if (!knock)
    throw new Refused('not-found', `No ${kind} ${code} has knocked in ${site}.`, { site, kind, code })
  const known = await tx.row<{ device_id: number }>(
    'select device_id from device where site = $1 and kind = $2 and code = $3 for no key update',
    [site, kind, code],
  )
  const { device_id } = known ?? (await register(tx, { site, kind, code, bed }, context)).result
  const { who } = context.by
  await tx.rows(
    `update device_credential set revoked_at = now(), revoked_by = $2, revoked_why = 'claimed anew'
      where device_id = $1 and revoked_at is null`,
    [device_id, who],
  )
  await tx.rows(
    `insert into device_credential (device_id, salt, hash, how, issued_by) values ($1, $2, $3, 'claimed', $4)`,
    [device_id, knock.salt, knock.hash, who],
  )
  return { result: { device_id }, site }
}
