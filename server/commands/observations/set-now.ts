/** One set and whose it is, locked. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, type Encounter } from '../admissions/encounter.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'

interface ObservationSet {
  observation_set_id: number
  encounter_id: number
  source: 'person' | 'monitor' | 'message'
  verified_at: Instant | null
  verified_by: string | null
  cancelled_at: Instant | null
}

/** The encounter is locked before its set is read. @throws Refused `not-found`; `already-done` when it was cancelled */
export async function lockSet(tx: Tx, id: number): Promise<{ set: ObservationSet; encounter: Encounter }> {
  const of = await tx.row<{ encounter_id: number }>(
    'select encounter_id from observation_set where observation_set_id = $1',
    [id],
  )
  const encounter = of && (await lockEncounter(tx, of.encounter_id))
  const set = await tx.row<ObservationSet>(
    `select observation_set_id, encounter_id, source, verified_at, verified_by, cancelled_at
       from observation_set where observation_set_id = $1`,
    [id],
  )
  if (!encounter || !set)
    throw new Refused('not-found', `There is no set of observations ${id}.`, { observation_set_id: id })
  if (set.cancelled_at !== null) {
    const when = onTheClock(set.cancelled_at, encounter.time_zone)
    throw new Refused('already-done', `${encounter.name}: this set was cancelled at ${when}.`, {
      since: set.cancelled_at,
    })
  }
  return { set, encounter }
}
