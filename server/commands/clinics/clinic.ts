/** A clinic, locked: numbers are counted and called there one after the other. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

export interface Clinic {
  clinic_id: number
  site: string
  code: string
  name: string
  letter: string
  rooms: string[]
  head_start_min: number
  open: boolean
  /** By the site's clocks. */
  today: string
}

/** @throws Refused `not-found` */
export async function lockClinic(tx: Tx, site: string, code: string): Promise<Clinic> {
  const clinic = await tx.row<Clinic>(
    `select clinic_id, c.site, c.code, c.name, letter, rooms, head_start_min, open, (now() at time zone time_zone)::date as today
       from clinic c join site s using (site) where c.site = $1 and c.code = $2 for no key update of c`,
    [site, code],
  )
  if (!clinic) throw new Refused('not-found', `There is no clinic ${code} in ${site}.`, { clinic: code })
  return clinic
}

/** @throws Refused `invalid-input` */
export function refuseOtherRoom(name: string, rooms: readonly string[], room: string): void {
  if (rooms.includes(room)) return
  throw new Refused('invalid-input', `room: ${name} has no ${room}; it has ${rooms.join(', ')}`, { rooms })
}
