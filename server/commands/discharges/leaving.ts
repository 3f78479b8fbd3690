/** An encounter on its way out, locked before anything is decided about it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, refuseUnlessOpen, type Encounter } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Done } from '../verb.ts'

export interface Leaving extends Encounter {
  discharge_ordered_at: Instant | null
  ready_to_leave_at: Instant | null
  no_criteria_since: Instant | null
}

/** @throws Refused `not-found`; `wrong-state` when the patient has left or was never admitted */
export async function lockLeaving(tx: Tx, encounterId: number): Promise<Leaving> {
  const encounter = await lockEncounter(tx, encounterId)
  refuseUnlessOpen(encounter)
  const steps = await tx.row<Omit<Leaving, keyof Encounter>>(
    'select discharge_ordered_at, ready_to_leave_at, no_criteria_since from encounter where encounter_id = $1',
    [encounterId],
  )
  if (!steps) throw new Error(`encounter ${encounterId} was locked and is gone`)
  return { ...encounter, ...steps }
}

/**
 * When a step on the way out was taken. @throws Refused `out-of-order` before the patient came (or before `after`)
 */
export function stepAt(
  encounter: Encounter,
  said: Instant | undefined,
  now: Instant,
  after: Instant = encounter.started_at,
): Instant {
  const at = instantOf(said, now, { after: [after] })
  if (at >= after) return at
  throw new Refused(
    'out-of-order',
    `${encounter.name}: this cannot have happened before ${onTheClock(after, encounter.time_zone)}.`,
    { after },
  )
}

/** @throws Refused `already-done` when a step was taken before */
export function refuseTaken(encounter: Encounter, taken: Instant | null, step: string): void {
  if (taken === null) return
  throw new Refused(
    'already-done',
    `${encounter.name}: ${step} since ${onTheClock(taken, encounter.time_zone)}.`,
    { since: taken },
  )
}

/** Whose story it belongs to: the encounter's, and the bed's in which the patient lies. */
export async function doneFor<R>(tx: Tx, encounter: Encounter, result: R): Promise<Done<R>> {
  return {
    result,
    site: encounter.site,
    beds: await openBedsOf(tx, [encounter.encounter_id]),
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
