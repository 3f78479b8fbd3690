/** Browsers people have signed in with. Not a factor: only strangers' wrong guesses do not count against them there. */
import type { Tx } from '../database/pool.ts'
import { hashOf, newSecret } from './secret.ts'

export const DEVICE_S = 365 * 86_400
/** A nurse meets many consoles. The one not used for longest is a stranger again. */
const DEVICES_MAX = 50

/** Whether this browser is known for whoever has this login. */
export async function isKnown(tx: Tx, device: string | undefined, login: string): Promise<boolean> {
  const row = await tx.row(
    `select 1 from known_device join person using (person_id)
      where hash = $1 and login = $2 and used_at > now() - make_interval(secs => $3)`,
    [hashOf(device ?? ''), login, DEVICE_S],
  )
  return row !== undefined
}

/** They signed in here. @returns the secret this browser is known by: a new one for each person at it */
export async function meet(tx: Tx, device: string | undefined, person_id: number): Promise<string> {
  if (device !== undefined) {
    const again = await tx.row(
      'update known_device set used_at = now() where hash = $1 and person_id = $2 returning 1',
      [hashOf(device), person_id],
    )
    if (again) return device
  }
  const secret = newSecret()
  await tx.rows('insert into known_device (hash, person_id) values ($1, $2)', [hashOf(secret), person_id])
  await tx.rows(
    `delete from known_device where hash in
       (select hash from known_device where person_id = $1 order by used_at desc offset $2)`,
    [person_id, DEVICES_MAX],
  )
  return secret
}

/** Their password is another: no browser is known for them any more. */
export const forgetDevices = (tx: Tx, person_id: number): Promise<object[]> =>
  tx.rows('delete from known_device where person_id = $1', [person_id])
