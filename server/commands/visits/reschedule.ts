import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { normal } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** Who is awaited comes at another time, or under an appointment. Refused when they have come, or all of it is so already. */
export const reschedule: Verb<'visits/reschedule'> = async (tx, input) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const { encounter_id, site, patient_id } = encounter
  const when = input.expected_arrival_at && normal(input.expected_arrival_at)
  const known = await tx.row<{ awaited: boolean; same: boolean }>(
    `select awaited, expected_arrival_at is not distinct from $2 and appointment is not distinct from coalesce($3, appointment)
            as same from encounter where encounter_id = $1`,
    [encounter_id, when, input.appointment ?? null],
  )
  if (known?.awaited !== true)
    throw new Refused('wrong-state', `${encounter.name} has come already.`, { state: 'open' })
  if (known.same) throw new Refused('already-done', `${encounter.name} is expected then already.`)
  await tx.rows(
    'update encounter set expected_arrival_at = $2, appointment = coalesce($3, appointment) where encounter_id = $1',
    [encounter_id, when, input.appointment ?? null],
  )
  return { result: { encounter_id }, site, encounters: [encounter_id], patients: [patient_id] }
}
