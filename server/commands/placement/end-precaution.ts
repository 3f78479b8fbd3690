import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import { lockBeds } from '../beds/lock-beds.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** The precaution is over, or was set by mistake; who said so, how and why stay on record. */
export const endPrecaution: Verb<'placement/end-precaution'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const beds = await openBedsOf(tx, [encounter.encounter_id])
  await lockBeds(tx, beds)
  const open = await tx.row<{ precaution_id: number; began_at: string }>(
    'select precaution_id, began_at from precaution where encounter_id = $1 and kind = $2 and ended_at is null',
    [encounter.encounter_id, input.kind],
  )
  if (!open) {
    throw new Refused('already-done', `${encounter.name} is not under ${input.kind} precautions.`, {
      kind: input.kind,
    })
  }
  await tx.rows(
    'update precaution set ended_at = $2, ended_by = $3, ended_how = $4, ended_why = $5 where precaution_id = $1',
    [open.precaution_id, instantOf(input.at, now, { after: [open.began_at] }), by.who, input.how, input.why],
  )
  return {
    result: { precaution_id: open.precaution_id },
    site: encounter.site,
    beds,
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
