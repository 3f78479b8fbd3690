import { admit } from '../admissions/admit.ts'
import { mustBeIn } from '../permit.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { lockAmbulance } from './ambulance.ts'
import { sayStep } from './steps.ts'
import { placeOf } from '../admissions/where-to.ts'

/**
 * Somebody comes: an encounter of class emergency begins in the department. Brought by an ambulance, that has arrived by then
 * at the latest; whether it has handed over is said by itself.
 */
export const arrive: Verb<'ed/arrive'> = async (tx, input, context) => {
  const { site } = await siteOf(tx, input.site)
  await mustBeIn(tx, context.by, 'ed/arrive', { site, ...input.to })
  const { unit_id } = await placeOf(tx, site, input.to)
  const unit = await tx.row<{ name: string; kind: string }>(
    'select name, kind from unit where unit_id = $1',
    [unit_id],
  )
  if (unit?.kind !== 'emergency')
    throw new Refused('invalid-input', `to: ${unit?.name ?? 'this'} is no emergency department`, {
      issues: [{ field: 'to', rule: 'a unit of kind emergency, or a bed of one' }],
    })
  const ambulance = input.ambulance_id === undefined ? undefined : await lockAmbulance(tx, input.ambulance_id)
  if (ambulance && (ambulance.site !== site || ambulance.encounter_id !== null))
    throw new Refused('wrong-state', `Ambulance ${ambulance.call_sign} brought somebody else.`, {
      encounter_id: ambulance.encounter_id,
    })
  const { patient_id, to, at, override } = input
  const admitted = await admit(
    tx,
    { site, patient_id, class: 'emergency', to, at, override, expected_discharge_at: null },
    context,
  )
  const { encounter_id } = admitted.result
  const visit = await tx.row<{ arrived_at: string }>(
    'update ed_visit set mode = $2, complaint = $3 where encounter_id = $1 returning arrived_at',
    [encounter_id, ambulance ? 'ambulance' : input.mode, input.complaint],
  )
  if (!visit) throw new Error(`encounter ${encounter_id} opened no visit`) // the database does
  if (ambulance) {
    const { ambulance_id, arrived_at } = ambulance
    await tx.rows('update ed_ambulance set encounter_id = $2 where ambulance_id = $1', [
      ambulance_id,
      encounter_id,
    ])
    if (arrived_at === null)
      await sayStep(tx, {
        of: { ambulance_id },
        kind: 'arrived',
        at: visit.arrived_at,
        who: context.by.who,
      })
  }
  return admitted
}
