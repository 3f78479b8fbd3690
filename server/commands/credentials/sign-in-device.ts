/** A device comes to the door: whether it is who it says it is. */
import type { Instant } from '../../../schema/terms.ts'
import type { Database } from '../../database/pool.ts'
import { fits, type Digest } from './device-secret.ts'

export interface SignedIn {
  device_credential_id: number
  /** It has a successor, and is good until then. */
  ends_at: Instant | null
}

/**
 * What a device brought, held against all it may sign in with. The first time it comes with a new one, those of before are
 * over: it has what it was given.
 * @returns undefined when there is no such device, or it brought something else
 */
export async function signInDevice(
  database: Database,
  { site, kind, device, secret }: { site: string; kind: string; device: string; secret: string },
): Promise<SignedIn | undefined> {
  const good = await database.rows<Digest & SignedIn & { first_used_at: Instant | null }>(
    `select c.device_credential_id, c.salt, c.hash, c.ends_at, c.first_used_at
       from device_credential c join device d using (device_id)
      where d.site = $1 and d.kind = $2 and d.code = $3
        and c.revoked_at is null and (c.ends_at is null or c.ends_at > now())
      order by c.device_credential_id desc`,
    [site, kind, device],
  )
  const found = good.find((credential) => fits(secret, credential))
  if (!found) return undefined
  const { device_credential_id, ends_at } = found
  if (found.first_used_at === null) {
    await database.rows(
      `with now_used as (
         update device_credential set first_used_at = now() where device_credential_id = $1 returning device_id)
       update device_credential c set ends_at = now() from now_used u
        where c.device_id = u.device_id and c.device_credential_id < $1
          and c.revoked_at is null and (c.ends_at is null or c.ends_at > now())`,
      [device_credential_id],
    )
  }
  return { device_credential_id, ends_at }
}
