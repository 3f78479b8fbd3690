import { doneFor } from '../discharges/leaving.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSet } from './set-now.ts'

/** Somebody has looked at the patient, and it is as the monitor says. */
export const confirm: Verb<'observations/confirm'> = async (tx, input, { by, now }) => {
  const { set, encounter } = await lockSet(tx, input.observation_set_id)
  const { observation_set_id, encounter_id, verified_at } = set
  if (set.source !== 'monitor')
    throw new Refused('wrong-state', 'Somebody took this set: there is nothing to confirm.', {
      state: set.source,
    })
  if (verified_at !== null) {
    const when = onTheClock(verified_at, encounter.time_zone)
    throw new Refused('already-done', `${encounter.name}: confirmed at ${when}.`, { since: verified_at })
  }
  await tx.rows(
    'update observation_set set verified_at = $2, verified_by = $3 where observation_set_id = $1',
    [observation_set_id, now, by.who],
  )
  return doneFor(tx, encounter, { encounter_id, observation_set_id })
}
