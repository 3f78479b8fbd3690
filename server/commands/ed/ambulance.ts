/** An ambulance, locked before anything is decided about it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Done } from '../verb.ts'

export interface Ambulance {
  ambulance_id: number
  site: string
  time_zone: string
  call_sign: string
  arrived_at: Instant | null
  handed_over_at: Instant | null
  encounter_id: number | null
  cancelled_at: Instant | null
}

/** @throws Refused `not-found`; `wrong-state` when it was cancelled */
export async function lockAmbulance(tx: Tx, ambulanceId: number): Promise<Ambulance> {
  const found = await tx.row<Ambulance>(
    `select a.ambulance_id, a.site, s.time_zone, a.call_sign, a.arrived_at, a.handed_over_at, a.encounter_id, a.cancelled_at
       from ed_ambulance a join site s using (site) where ambulance_id = $1 for no key update of a`,
    [ambulanceId],
  )
  if (!found)
    throw new Refused('not-found', `There is no ambulance ${ambulanceId}.`, { ambulance_id: ambulanceId })
  if (found.cancelled_at !== null)
    throw new Refused('wrong-state', `Ambulance ${found.call_sign} was cancelled.`, {
      state: 'cancelled',
      since: found.cancelled_at,
    })
  return found
}

/** @throws Refused `already-done` */
export function refuseDone(ambulance: Ambulance, done_at: Instant | null, what: string): void {
  if (done_at === null) return
  const when = onTheClock(done_at, ambulance.time_zone)
  throw new Refused('already-done', `Ambulance ${ambulance.call_sign} ${what} at ${when} already.`, {
    since: done_at,
  })
}

export const doneFor = ({ ambulance_id, site, encounter_id }: Ambulance): Done<{ ambulance_id: number }> => ({
  result: { ambulance_id },
  site,
  encounters: encounter_id === null ? [] : [encounter_id],
})
