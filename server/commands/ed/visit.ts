/** A visit to the emergency department, locked with its patient before anything is decided about it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, refuseCancelled, type Encounter } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Done } from '../verb.ts'

export interface EdVisit {
  encounter: Encounter
  arrived_at: Instant
  seen_at: Instant | null
  decided_at: Instant | null
  left_at: Instant | null
}

/** @throws Refused `not-found`; `wrong-state` when it was cancelled, or never was one to the department */
export async function lockVisit(tx: Tx, encounterId: number): Promise<EdVisit> {
  const encounter = await lockEncounter(tx, encounterId)
  refuseCancelled(encounter)
  const visit = await tx.row<Omit<EdVisit, 'encounter'>>(
    `select arrived_at, seen_at, decided_at, left_at from ed_visit where encounter_id = $1 and cancelled_at is null`,
    [encounterId],
  )
  if (!visit)
    throw new Refused('wrong-state', `${encounter.name} is not in the emergency department.`, {
      state: 'elsewhere',
    })
  return { encounter, ...visit }
}

/** @throws Refused `wrong-state` when they have left the department */
export function refuseGone({ encounter, left_at }: EdVisit): void {
  if (left_at === null) return
  throw new Refused(
    'wrong-state',
    `${encounter.name} left the emergency department at ${onTheClock(left_at, encounter.time_zone)}.`,
    { state: 'left', since: left_at },
  )
}

/**
 * When something was done with somebody who is, or was, here. It may be written down after they left, but said to have
 * happened before.
 * @throws Refused `out-of-order` before they came or after they left
 */
export function stepAt(visit: EdVisit, said: Instant | undefined, now: Instant): Instant {
  const { encounter, arrived_at, left_at } = visit
  if (said === undefined) refuseGone(visit)
  const at = instantOf(said, now, { after: [arrived_at] })
  const wrong = at < arrived_at ? arrived_at : left_at !== null && at > left_at ? left_at : undefined
  if (wrong === undefined) return at
  throw new Refused(
    'out-of-order',
    `${encounter.name} was in the emergency department from ${onTheClock(arrived_at, encounter.time_zone)}${left_at === null ? '' : ` to ${onTheClock(left_at, encounter.time_zone)}`}: this must have been then.`,
    { arrived_at, left_at },
  )
}

/** @throws Refused `already-done` */
export function refuseDone({ encounter }: EdVisit, done_at: Instant | null, what: string): void {
  if (done_at === null) return
  throw new Refused(
    'already-done',
    `${encounter.name} ${what} at ${onTheClock(done_at, encounter.time_zone)} already. If that is wrong, take it back first.`,
    { since: done_at },
  )
}

/** Whose story it belongs to: the encounter's, and the bed's in which the patient lies. */
export async function doneFor<R>(tx: Tx, { encounter }: EdVisit, result: R): Promise<Done<R>> {
  return {
    result,
    site: encounter.site,
    beds: await openBedsOf(tx, [encounter.encounter_id]),
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
