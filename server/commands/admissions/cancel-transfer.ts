import { reopenRequestOf } from '../placement/end-request.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseCancelled } from './encounter.ts'
import { lockBedsOf, planned, readStays, rewrite } from './stays.ts'
import { withoutLastMove } from './timeline.ts'

/**
 * The last move was a mistake: the patient is, and has been, where they were before. Refused `bed-taken` when somebody
 * lies there now. The bed they were said to be in is vacated, for the reason given at cancel-admit.
 */
export const cancelTransfer: Verb<'admissions/cancel-transfer'> = async (tx, input, { now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  const known = await readStays(tx, encounter)
  const timeline = withoutLastMove(known.timeline)
  if (!timeline) {
    throw new Refused('wrong-state', `${encounter.name} has not been moved.`, { state: 'not moved' })
  }
  await lockBedsOf(tx, [known])
  const beds = await rewrite(tx, [planned(known, timeline)], {
    at: now,
    why: 'transfer cancelled',
    left: 'used',
  })
  await reopenRequestOf(tx, encounter.encounter_id, 'placed')
  const back = await tx.row<{ stay_id: number }>(
    'select stay_id from stay where encounter_id = $1 and cancelled_at is null order by began_at desc limit 1',
    [encounter.encounter_id],
  )
  if (!back) throw new Error(`encounter ${encounter.encounter_id} is nowhere`) // it had two stays a moment ago
  return {
    result: { encounter_id: encounter.encounter_id, stay_id: back.stay_id },
    site: encounter.site,
    beds,
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
