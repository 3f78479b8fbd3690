import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import { lockBeds } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/**
 * Puts a patient under a precaution, also one who lies in a room with others: that is a fact, and the board shows it. Said
 * again with an organism, the organism is put right; since when it holds stays. Their bed is locked, so that who moves into
 * the room at the same time goes before or after this, not between.
 */
export const setPrecaution: Verb<'placement/set-precaution'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const beds = await openBedsOf(tx, [encounter.encounter_id])
  await lockBeds(tx, beds)
  const open = await tx.row<{ precaution_id: number; organism: string | null; began_at: string }>(
    `select precaution_id, organism, began_at from precaution
      where encounter_id = $1 and kind = $2 and ended_at is null`,
    [encounter.encounter_id, input.kind],
  )
  if (open && open.organism === input.organism) {
    throw new Refused(
      'already-done',
      `${encounter.name} is under ${input.kind} precautions since ${onTheClock(open.began_at, encounter.time_zone)}.`,
      { kind: input.kind, organism: open.organism, since: open.began_at },
    )
  }
  const set = open
    ? await tx.row<{ precaution_id: number }>(
        'update precaution set organism = $2, said_by = $3 where precaution_id = $1 returning precaution_id',
        [open.precaution_id, input.organism, by.who],
      )
    : await tx.row<{ precaution_id: number }>(
        `insert into precaution (encounter_id, kind, organism, began_at, said_by) values ($1, $2, $3, $4, $5)
         returning precaution_id`,
        [encounter.encounter_id, input.kind, input.organism, instantOf(input.at, now), by.who],
      )
  if (!set) throw new Error('the precaution was not written')
  return {
    result: set,
    site: encounter.site,
    beds,
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
