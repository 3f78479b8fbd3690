import { newSecret } from '../../access/secret.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { digestOf, userOf } from './device-secret.ts'

/** Each device has a new secret; what it had ends by itself (sign-in-device.ts), or at once when nothing is to be kept. */
export const issue: Verb<'credentials/issue'> = async (tx, { site, kind, codes, keep_days }, { by }) => {
  await siteOf(tx, site)
  const devices = await tx.rows<{ device_id: number; code: string }>(
    `select device_id, code from device where site = $1 and kind = $2 and code = any ($3)
      order by device_id for no key update`,
    [site, kind, codes],
  )
  const known = new Set(devices.map(({ code }) => code))
  const stranger = codes.find((code) => !known.has(code))
  if (stranger !== undefined)
    throw new Refused('not-found', `There is no ${kind} ${stranger} in ${site}.`, {
      site,
      kind,
      code: stranger,
    })
  await tx.rows(
    `update device_credential set ends_at = least(ends_at, now() + make_interval(days => $2))
      where device_id = any ($1) and revoked_at is null and (ends_at is null or ends_at > now())`,
    [devices.map(({ device_id }) => device_id), keep_days],
  )
  const given = devices.map(({ device_id, code }) => ({ device_id, code, secret: newSecret() }))
  await keep(tx, given, by.who)
  const secrets = given.map(({ code, secret }) => ({ code, user: userOf({ site, kind, code }), secret }))
  return { result: { issued: given.length }, once: { secrets }, site }
}

async function keep(
  tx: Tx,
  given: readonly { device_id: number; secret: string }[],
  who: string,
): Promise<void> {
  const digests = given.map(({ secret }) => digestOf(secret))
  await tx.rows(
    `insert into device_credential (device_id, salt, hash, how, issued_by)
     select *, 'issued', $4 from unnest($1::bigint[], $2::text[], $3::bytea[])`,
    [
      given.map(({ device_id }) => device_id),
      digests.map(({ salt }) => salt),
      digests.map(({ hash }) => hash),
      who,
    ],
  )
}
