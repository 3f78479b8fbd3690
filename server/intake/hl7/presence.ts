/** Where patients are: admitted, moved, left, known as; and each of these taken back. */
import type { CommandName } from '../../../schema/commands/index.ts'
import type { EncounterClass } from '../../../schema/terms.ts'
import { Refused } from '../../commands/refused.ts'
import type { Intention } from './adt.ts'
import { correct } from './people.ts'
import { does, HAS_HAPPENED, isAt, onRecord, unlessDone, whyOf, type Note, type Told } from './told.ts'
import { comesTo, visitOf, wasCancelled, type Visit } from './visits.ts'

/** Two discharges of one visit within this tell the same one, by clocks of different precision. */
const SAME_DISCHARGE_MS = 60_000

/** A01, A02, A04, A06, A07: from then on the patient is there. A visit nobody told of before begins with it. */
export async function isThere(told: Told, visit: Visit | undefined): Promise<Note> {
  const { tx, site, intention, by, patientId } = told
  const { event, to: location, at, person } = intention
  const to = location && (await told.place(location, 'PV1-3'))
  if (person && event !== 'A02') await correct(tx, patientId, person.demographics, by)
  const klass = intention.class ?? (event === 'A04' || event === 'A07' ? 'outpatient' : 'inpatient')
  const known =
    visit && isSameVisit(intention, visit)
      ? visit
      : ((await renumbered(told)) ?? (to && (await toAppointment(told, klass))))
  if (known) {
    const move = { encounter_id: known.encounter_id, to: to ?? {}, at, override: HAS_HAPPENED }
    if (to) await unlessDone(told, 'admissions/transfer', move)
    return isPlanned(told, known)
  }
  await does(told, 'admissions/admit', {
    site,
    patient_id: patientId,
    class: klass,
    to,
    visit: intention.visit?.number,
    expected_discharge_at: intention.expectedDischarge ?? null,
    at,
    override: HAS_HAPPENED,
  })
  return undefined
}

/** The number says so; without one, a visit that is not over. An arrival with an unknown account number is a new visit. */
function isSameVisit({ event, visit: said }: Intention, visit: Visit): boolean {
  if (visit.named) return true
  return visit.ended_at === null && (said === undefined || event === 'A02')
}

/** A06 and A07 may give the visit another number (MRG-5, MRG-3 is the former); one who was awaited gets theirs. */
async function renumbered(told: Told): Promise<Visit | undefined> {
  const { tx, site, intention, patientId } = told
  const number = intention.visit?.number
  if (number === undefined) return undefined
  const former = intention.merges[0]?.formerVisit
  const formerly =
    former === undefined ? undefined : await visitOf(tx, site, patientId, { number: former, sure: true })
  const same = formerly ?? (await visitOf(tx, site, patientId, undefined))
  if (!same || (!formerly && !(same.awaited && same.visit === null))) return undefined
  await unlessDone(told, 'visits/renumber', { encounter_id: same.encounter_id, visit: number })
  return { ...same, named: true }
}

/** Who was booked by a system that knows no visit numbers gets theirs as they come. */
async function toAppointment(told: Told, klass: EncounterClass): Promise<Visit | undefined> {
  const { tx, site, intention, patientId } = told
  const same = await comesTo(tx, { site, patientId, class: klass, at: intention.at })
  const number = intention.visit?.number
  if (same && number !== undefined)
    await unlessDone(told, 'visits/renumber', { encounter_id: same.encounter_id, visit: number })
  return same
}

/** Class and expected discharge, unless the message is older than what is on record, or the visit is over. */
export async function isPlanned(told: Told, visit: Visit): Promise<Note> {
  const { intention } = told
  if (visit.ended_at !== null) return undefined
  if (intention.at !== undefined && visit.since !== null && intention.at < visit.since) return undefined
  const { encounter_id } = visit
  const note = intention.class && (await isOfClass(told, visit, intention.class))
  const expected = intention.expectedDischarge
  if (expected !== undefined && expected !== visit.expected_discharge_at) {
    await does(told, 'admissions/plan-discharge', { encounter_id, expected_discharge_at: expected })
  }
  return note
}

/**
 * A system that was not told of the decision to admit goes on saying E. That takes no admission back: people do (`ed/undo`), or an
 * A07, which says nothing else.
 */
async function isOfClass(told: Told, visit: Visit, said: EncounterClass): Promise<Note> {
  const { tx, intention } = told
  const { encounter_id } = visit
  if (said === 'emergency' && visit.class === 'inpatient' && intention.event !== 'A07') {
    const admitted = await tx.row(
      `select 1 as one from ed_visit where encounter_id = $1 and cancelled_at is null
          and (decided_at is not null or left_how = 'admitted')`,
      [encounter_id],
    )
    if (admitted)
      return `PV1-2: admitted from the emergency department; ${intention.event} does not take that back`
  }
  await unlessDone(told, 'admissions/reclassify', { encounter_id, class: said, at: intention.at })
  return undefined
}

/** A03. Told again with the same time it changes nothing; with another, a person must say which is right. */
export async function hasLeft(told: Told, visit: Visit | undefined): Promise<void> {
  const { at, disposition } = told.intention
  const { encounter_id, ended_at } = onRecord(told.intention, visit)
  if (ended_at === null) {
    await does(told, 'admissions/discharge', { encounter_id, at, disposition })
  } else if (at !== undefined && Math.abs(Date.parse(at) - Date.parse(ended_at)) > SAME_DISCHARGE_MS) {
    throw new Refused('already-done', `EVN-2: this visit was discharged already, at ${ended_at}`, {
      field: 'EVN-2',
    })
  }
}

/** A08, A28, A31: who the patient is and what is planned. It moves nobody, and starts no visit. */
export async function isKnownAs(told: Told, visit: Visit | undefined): Promise<Note> {
  const { event, person } = told.intention
  if (person) await correct(told.tx, told.patientId, person.demographics, told.by)
  return visit && event === 'A08' ? isPlanned(told, visit) : undefined
}

/** A11: the admission is cancelled. */
export async function wasNeverAdmitted(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, intention, patientId } = told
  if (!visit && (await wasCancelled(tx, site, patientId, intention.visit))) return
  const { encounter_id } = onRecord(intention, visit)
  await does(told, 'admissions/cancel-admit', { encounter_id, why: whyOf(told) })
}

/** A23: the visit never was, whether it is open or over. */
export async function neverWas(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, intention, patientId } = told
  if (!visit && (await wasCancelled(tx, site, patientId, intention.visit))) return
  const { encounter_id } = onRecord(intention, visit)
  await does(told, 'visits/cancel', { encounter_id, why: whyOf(told) })
}

/** A12: PV1-6 is the place they were not moved to, PV1-3 where they are. */
export async function wasNeverMoved(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, intention } = told
  const known = onRecord(intention, visit)
  const back = intention.to && (await told.place(intention.to, 'PV1-3'))
  if (back && isAt(known, back)) return takenBack(told, known, 'admissions/cancel-transfer', 'move')
  const cancelled = intention.prior && (await told.place(intention.prior, 'PV1-6'))
  if (cancelled && !isAt(known, cancelled)) {
    throw new Refused('wrong-state', `PV1-6: the last move on record was not to there`, { field: 'PV1-6' })
  }
  await does(told, 'admissions/cancel-transfer', { encounter_id: known.encounter_id, why: whyOf(told) })
  const now = await visitOf(tx, told.site, told.patientId, intention.visit)
  if (back && now && !isAt(now, back)) {
    throw new Refused('wrong-state', `PV1-3: before the last move the patient was not there`, {
      field: 'PV1-3',
    })
  }
}

/**
 * It is so already, because it was taken back before.
 * @throws Refused `wrong-state` when nothing was: what this message takes back may still be on its way. Applied now it would
 *   change nothing, and then the other would come and count.
 */
async function takenBack(
  { tx, intention }: Told,
  { encounter_id }: Pick<Visit, 'encounter_id'>,
  command: CommandName,
  what: string,
): Promise<void> {
  const before = await tx.row(
    `select from act where command = $1 and encounter_ids @> array[$2::bigint] limit 1`,
    [command, encounter_id],
  )
  if (before) return
  const { event } = intention
  throw new Refused('wrong-state', `${event}: no ${what} of this visit is on record to be taken back`, {
    field: 'EVN-1',
  })
}

/** A13: they are still here, in the place PV1-3 says. */
export async function neverLeft(told: Told, visit: Visit | undefined): Promise<void> {
  const { intention } = told
  const { encounter_id, ended_at, ...was } = onRecord(intention, visit)
  const to = intention.to && (await told.place(intention.to, 'PV1-3'))
  if (ended_at === null) return takenBack(told, { encounter_id }, 'admissions/cancel-discharge', 'discharge')
  await does(told, 'admissions/cancel-discharge', { encounter_id, why: whyOf(told) })
  if (!to || isAt(was, to)) return
  const at = intention.at !== undefined && intention.at >= ended_at ? intention.at : undefined
  await unlessDone(told, 'admissions/transfer', { encounter_id, to, at, override: HAS_HAPPENED })
}
