/** Every device that may sign in now, with the newest of what it may sign in with: a broker's file has one line for each. */
import { digestOf } from '../commands/credentials/device-secret.ts'
import type { Tx } from '../database/pool.ts'
import type { Known } from './files.ts'

export const knownDevices = (database: Tx): Promise<Known[]> =>
  database.rows<Known>(
    `select distinct on (device_id) d.site || '/' || d.kind || '/' || d.code as "user", c.salt, c.hash
       from device_credential c join device d using (device_id)
      where c.revoked_at is null and (c.ends_at is null or c.ends_at > now())
      order by device_id, c.device_credential_id desc`,
  )

/** Wardroom's own account there: the user and password in its URL. */
export function ownAccount(mqttUrl: string | undefined): Known | undefined {
  if (mqttUrl === undefined || !URL.canParse(mqttUrl)) return undefined
  const { username, password } = new URL(mqttUrl)
  return username === ''
    ? undefined
    : { user: decodeURIComponent(username), ...digestOf(decodeURIComponent(password)) }
}
