/** Encounters, locked before anything is decided about them. */
import type { EncounterClass, Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { onTheClock } from '../instants.ts'
import { fullName } from '../../../schema/person-name.ts'
import { Refused } from '../refused.ts'

export interface Encounter {
  encounter_id: number
  patient_id: number
  site: string
  time_zone: string
  class: EncounterClass
  mrn: string
  name: string
  sex: string
  started_at: Instant
  ended_at: Instant | null
  cancelled_at: Instant | null
}

/**
 * Locks these encounters, and their patients before them, each in the order of their ids.
 * @returns them in the order asked. @throws Refused `not-found`
 */
export async function lockEncounters(tx: Tx, ids: readonly number[]): Promise<Encounter[]> {
  await tx.rows(
    `select 1 from patient where patient_id in (select patient_id from encounter where encounter_id = any ($1))
      order by patient_id for no key update`,
    [ids],
  )
  await tx.rows(
    'select 1 from encounter where encounter_id = any ($1) order by encounter_id for no key update',
    [ids],
  )
  const rows = await tx.rows<Omit<Encounter, 'name'> & { family: string; given: string }>(
    `select e.encounter_id, e.patient_id, e.site, s.time_zone, e.class, e.mrn, p.family, p.given, p.sex,
            e.started_at, e.ended_at, e.cancelled_at
       from encounter e join site s using (site) join patient p using (patient_id)
      where e.encounter_id = any ($1)`,
    [ids],
  )
  return ids.map((id) => {
    const row = rows.find((found) => found.encounter_id === id)
    if (!row) throw new Refused('not-found', `There is no encounter ${id}.`, { encounter_id: id })
    const { family, given, ...encounter } = row
    return { ...encounter, name: fullName({ family, given }) }
  })
}

export async function lockEncounter(tx: Tx, id: number): Promise<Encounter> {
  const [encounter] = await lockEncounters(tx, [id])
  if (!encounter) throw new Error('one was asked for, none came') // lockEncounters refuses before this
  return encounter
}

/** @throws Refused `wrong-state` */
export function refuseCancelled(encounter: Encounter): void {
  if (encounter.cancelled_at === null) return
  throw new Refused('wrong-state', `This admission of ${encounter.name} was cancelled.`, {
    state: 'cancelled',
    since: encounter.cancelled_at,
  })
}

/** @throws Refused `wrong-state` when it was cancelled or the patient has left */
export function refuseUnlessOpen(encounter: Encounter): void {
  refuseCancelled(encounter)
  if (encounter.ended_at === null) return
  throw new Refused(
    'wrong-state',
    `${encounter.name} was discharged at ${onTheClock(encounter.ended_at, encounter.time_zone)}.`,
    { state: 'discharged', since: encounter.ended_at },
  )
}
