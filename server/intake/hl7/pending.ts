/** What is to happen and has not yet: patients awaited, to be moved, to leave; and each of these taken back. */
import { Refused } from '../../commands/refused.ts'
import { correct } from './people.ts'
import { isPlanned } from './presence.ts'
import { does, onRecord, unlessDone, whyOf, type Note, type Told } from './told.ts'
import { wasCancelled, type Visit } from './visits.ts'

/** A05, A14: the patient is expected. A14 asks for a bed for them too. Of one who is here by now it changes nothing. */
export async function isAwaited(told: Told, visit: Visit | undefined): Promise<Note> {
  const { tx, site, intention, by, patientId } = told
  const { event, person } = intention
  if (person) await correct(tx, patientId, person.demographics, by)
  const same = visit && (visit.named || (intention.visit === undefined && visit.ended_at === null))
  if (visit && same && !visit.awaited) return `${event}: the patient has come already`
  const known = visit && same ? visit : undefined
  if (known) await isPlanned(told, known)
  const { encounter_id } =
    known ??
    (await does(told, 'visits/pre-admit', {
      site,
      patient_id: patientId,
      class: intention.class ?? 'inpatient',
      visit: intention.visit?.number,
      expected_arrival_at: intention.expectedArrival ?? null,
    }))
  return event === 'A14' ? needsBed(told, encounter_id, intention.pending ?? intention.to, 'home') : undefined
}

/** A15: to be moved, to PV1-42. */
export async function isToMove(told: Told, visit: Visit | undefined): Promise<Note> {
  const known = onRecord(told.intention, visit)
  if (known.ended_at !== null) return `A15: the patient left, at ${known.ended_at}`
  return needsBed(told, known.encounter_id, told.intention.pending, 'unit')
}

/** Asks for a bed in the unit that is named; asked for already, in that unit now. */
async function needsBed(
  told: Told,
  encounter_id: number,
  location: Told['intention']['to'],
  from_kind: 'home' | 'unit',
): Promise<Note> {
  const field = told.intention.pending ? 'PV1-42' : 'PV1-3'
  const unit = location && (await told.place(location, field)).unit
  const open = await openRequest(told, encounter_id)
  if (!open) {
    await does(told, 'placement/request', {
      encounter_id,
      unit: unit ?? null,
      from_kind,
      at: told.intention.at,
    })
  } else if (unit !== undefined && open.unit !== unit) {
    await does(told, 'placement/change', { request_id: open.request_id, unit })
  }
  return undefined
}

const openRequest = ({ tx }: Told, encounterId: number) =>
  tx.row<{ request_id: number; unit: string | null }>(
    `select r.request_id, u.code as unit from bed_request r left join unit u using (unit_id)
      where r.encounter_id = $1 and r.ended_at is null`,
    [encounterId],
  )

/** A16: to leave, when PV2-9 says. */
export async function isToLeave(told: Told, visit: Visit | undefined): Promise<Note> {
  const known = onRecord(told.intention, visit)
  if (known.ended_at !== null) return `A16: the patient left, at ${known.ended_at}`
  const note = await isPlanned(told, known)
  const at = told.intention.at
  // Told with an instant from before they came, it is still true from now on.
  const said = at !== undefined && known.since !== null && at >= known.since ? at : undefined
  await unlessDone(told, 'discharges/order', { encounter_id: known.encounter_id, at: said })
  return note
}

/** A25: not to leave after all. */
export async function isNotToLeave(told: Told, visit: Visit | undefined): Promise<Note> {
  const { encounter_id, ended_at, expected_discharge_at } = onRecord(told.intention, visit)
  if (ended_at !== null) return `A25: the patient left, at ${ended_at}`
  await unlessDone(told, 'discharges/unorder', { encounter_id, why: whyOf(told) })
  if (expected_discharge_at !== null) {
    await does(told, 'admissions/plan-discharge', { encounter_id, expected_discharge_at: null })
  }
  return undefined
}

/** A26: not to be moved after all. */
export async function isNotToMove(told: Told, visit: Visit | undefined): Promise<Note> {
  const { encounter_id } = onRecord(told.intention, visit)
  const open = await openRequest(told, encounter_id)
  if (!open) return 'A26: no bed is asked for, so none is given up'
  await does(told, 'placement/cancel', { request_id: open.request_id, why: whyOf(told) })
  return undefined
}

/** A27, A38: not awaited any more. Of one who has come it is contradictory: A11 cancels an admission. */
export async function isNotAwaited(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, intention, patientId } = told
  if (!visit && (await wasCancelled(tx, site, patientId, intention.visit))) return
  const known = onRecord(intention, visit)
  if (!known.awaited) {
    throw new Refused('wrong-state', `${intention.event}: the patient has come; A11 cancels an admission`, {
      field: 'EVN-1',
    })
  }
  await does(told, 'admissions/cancel-admit', { encounter_id: known.encounter_id, why: whyOf(told) })
}
