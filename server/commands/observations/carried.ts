/** What a monitor cannot measure: it stands as it stood in the last set that somebody took at the bed. */
import type { Scored } from '../../../schema/observations/news2.ts'
import type { Vitals } from '../../../schema/observations/vitals.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** An older word than this (the longest the RCP lets a set wait) says nothing about now. */
const CARRIED_HOURS = 12

export interface Carried {
  names: Scored[]
  from: number
  vitals: Partial<Vitals>
}

/** @param said what was measured; only what is missing in it is carried */
export async function carriedFor(
  tx: Tx,
  encounterId: number,
  said: Vitals,
  at: Instant,
): Promise<Carried | undefined> {
  const last = await tx.row<
    Pick<Vitals, 'consciousness' | 'oxygen' | 'oxygen_flow' | 'oxygen_device'> & {
      observation_set_id: number
    }
  >(
    `select observation_set_id, consciousness, oxygen, oxygen_flow, oxygen_device from observation_set
      where encounter_id = $1 and source <> 'monitor' and cancelled_at is null
        and consciousness is not null and oxygen is not null
        and taken_at between $2::timestamptz - make_interval(hours => $3) and $2
      order by taken_at desc, observation_set_id desc limit 1`,
    [encounterId, at, CARRIED_HOURS],
  )
  if (!last) return undefined
  const { observation_set_id: from, consciousness, oxygen, oxygen_flow, oxygen_device } = last
  const vitals = {
    ...(said.consciousness === null && { consciousness }),
    ...(said.oxygen === null && { oxygen, oxygen_flow, oxygen_device }),
  }
  const names = (['consciousness', 'oxygen'] as const).filter((name) => name in vitals)
  return names.length === 0 ? undefined : { names, from, vitals }
}
