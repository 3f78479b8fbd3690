/**
 * Makes the record say what an ADT message means, through the commands people use. The message tells what has happened,
 * so rules that a person would be asked about (a bed not clean, blocked, reserved, of the other sex) do not stop it; what
 * cannot be (two in a bed, one in two beds, a place that does not exist) is refused, and nothing has changed then.
 */
import type { CommandInput, CommandName } from '../../../schema/commands/index.ts'
import type { Override } from '../../../schema/commands/admissions.ts'
import { Refused } from '../../commands/refused.ts'
import { within } from '../../commands/run.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Intention } from './adt.ts'
import { correct, find, lockPeople, patientOf } from './people.ts'
import { visitOf, wasCancelled, type Visit } from './visits.ts'
import { whereaboutsOf, type Whereabouts } from './whereabouts.ts'

const HAS_HAPPENED: Override = [
  'bed-not-ready',
  'bed-blocked',
  'bed-closed',
  'bed-reserved',
  'sex-rule',
  'isolation-rule',
]

/** Two discharges of one visit within this tell the same one, by clocks of different precision. */
const SAME_DISCHARGE_MS = 60_000

/** @throws Refused with nothing patient-related in its message when it is this door's own (details.field is set) */
export async function apply(tx: Tx, site: string, intention: Intention, by: By): Promise<void> {
  const { person, merges } = intention
  const identifiers = [person, ...merges.map(({ into }) => into)].flatMap((each) => each?.primary ?? [])
  await lockPeople(tx, site, [...identifiers, ...merges.flatMap(({ from }) => from ?? [])])
  if (intention.event === 'A40') return merge(tx, site, merges, by)

  const patientId = await patientOf(tx, site, person, by)
  const visit = await visitOf(tx, site, patientId, intention.visit)
  const place: Told['place'] = (location, field) => whereaboutsOf(tx, site, location, field)
  const told: Told = { tx, site, intention, by, patientId, place }
  switch (intention.event) {
    case 'A01':
    case 'A02':
    case 'A04':
      return isThere(told, visit)
    case 'A03':
      return hasLeft(told, visit)
    case 'A08':
      return isKnownAs(told, visit)
    case 'A11':
      return wasNeverAdmitted(told, visit)
    case 'A12':
      return wasNeverMoved(told, visit)
    case 'A13':
      return neverLeft(told, visit)
  }
}

/** What a message tells, and whom it is about. */
interface Told {
  tx: Tx
  site: string
  intention: Intention
  by: By
  patientId: number
  place(location: NonNullable<Intention['to']>, field: string): Promise<Whereabouts>
}

/** A01, A02, A04: from then on the patient is there. A visit nobody told of before begins with it. */
async function isThere(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, intention, by, patientId } = told
  const { to: location, at, person } = intention
  const to = location && (await told.place(location, 'PV1-3'))
  if (person && intention.event !== 'A02') await correct(tx, patientId, person.demographics, by)
  const known = visit && isSameVisit(intention, visit) ? visit : undefined
  if (known) {
    const move = { encounter_id: known.encounter_id, to: to ?? {}, at, override: HAS_HAPPENED }
    if (to) await unlessDone(told, 'admissions/transfer', move)
    return isPlanned(told, known)
  }
  await within(
    tx,
    'admissions/admit',
    {
      site,
      patient_id: patientId,
      class: intention.class ?? (intention.event === 'A04' ? 'outpatient' : 'inpatient'),
      to,
      visit: intention.visit?.number,
      expected_discharge_at: intention.expectedDischarge ?? null,
      at,
      override: HAS_HAPPENED,
    },
    by,
  )
}

/** The number says so; without one, a visit that is not over. An arrival with an unknown account number is a new visit. */
function isSameVisit({ event, visit: said }: Intention, visit: Visit): boolean {
  if (visit.named) return true
  return visit.ended_at === null && (said === undefined || event === 'A02')
}

/** Class and expected discharge, unless the message is older than what is on record, or the visit is over. */
async function isPlanned(told: Told, visit: Visit): Promise<void> {
  const { intention } = told
  if (visit.ended_at !== null) return
  if (intention.at !== undefined && visit.since !== null && intention.at < visit.since) return
  const { encounter_id } = visit
  if (intention.class !== undefined) {
    await unlessDone(told, 'admissions/reclassify', { encounter_id, class: intention.class })
  }
  const expected = intention.expectedDischarge
  if (expected !== undefined && expected !== visit.expected_discharge_at) {
    await within(
      told.tx,
      'admissions/plan-discharge',
      { encounter_id, expected_discharge_at: expected },
      told.by,
    )
  }
}

/** A03. Told again with the same time it changes nothing; with another, a person must say which is right. */
async function hasLeft(told: Told, visit: Visit | undefined): Promise<void> {
  const { at, disposition } = told.intention
  const { encounter_id, ended_at } = onRecord(told, visit)
  if (ended_at === null) {
    await within(told.tx, 'admissions/discharge', { encounter_id, at, disposition }, told.by)
  } else if (at !== undefined && Math.abs(Date.parse(at) - Date.parse(ended_at)) > SAME_DISCHARGE_MS) {
    throw new Refused('already-done', `EVN-2: this visit was discharged already, at ${ended_at}`, {
      field: 'EVN-2',
    })
  }
}

/** A08: who the patient is and what is planned. It moves nobody, and starts no visit. */
async function isKnownAs(told: Told, visit: Visit | undefined): Promise<void> {
  const { person } = told.intention
  if (person) await correct(told.tx, told.patientId, person.demographics, told.by)
  if (visit) await isPlanned(told, visit)
}

/** A11: the admission is cancelled. */
async function wasNeverAdmitted(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, intention, by, patientId } = told
  if (!visit && (await wasCancelled(tx, site, patientId, intention.visit))) return
  const { encounter_id } = onRecord(told, visit)
  await within(tx, 'admissions/cancel-admit', { encounter_id, why: `ADT^A11 from ${by.who}` }, by)
}

/** A12: PV1-6 is the place they were not moved to, PV1-3 where they are. Who is there already was never moved. */
async function wasNeverMoved(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, intention, by } = told
  const known = onRecord(told, visit)
  const back = intention.to && (await told.place(intention.to, 'PV1-3'))
  if (back && isAt(known, back)) return
  const cancelled = intention.prior && (await told.place(intention.prior, 'PV1-6'))
  if (cancelled && !isAt(known, cancelled)) {
    throw new Refused('wrong-state', `PV1-6: the last move on record was not to there`, { field: 'PV1-6' })
  }
  const { encounter_id } = known
  await within(tx, 'admissions/cancel-transfer', { encounter_id, why: `ADT^A12 from ${by.who}` }, by)
  const now = await visitOf(tx, told.site, told.patientId, intention.visit)
  if (back && now && !isAt(now, back)) {
    throw new Refused('wrong-state', `PV1-3: before the last move the patient was not there`, {
      field: 'PV1-3',
    })
  }
}

/** A13: they are still here, in the place PV1-3 says. */
async function neverLeft(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, intention, by } = told
  const { encounter_id, ended_at, ...was } = onRecord(told, visit)
  const to = intention.to && (await told.place(intention.to, 'PV1-3'))
  if (ended_at === null) return
  await within(tx, 'admissions/cancel-discharge', { encounter_id, why: `ADT^A13 from ${by.who}` }, by)
  if (!to || isAt(was, to)) return
  const at = intention.at !== undefined && intention.at >= ended_at ? intention.at : undefined
  await unlessDone(told, 'admissions/transfer', { encounter_id, to, at, override: HAS_HAPPENED })
}

/** A40: both numbers find one person from now on; a number nobody knew is put on record to be found. */
async function merge(tx: Tx, site: string, merges: Intention['merges'], by: By): Promise<void> {
  if (merges.length === 0) throw new Refused('invalid-input', 'MRG: no such segment', { field: 'MRG' })
  for (const { into, from } of merges) {
    if (!from) throw new Refused('invalid-input', 'MRG-1: no identifier', { field: 'MRG-1' })
    const survivor = await patientOf(tx, site, into, by)
    const demographics = into?.demographics ?? {}
    const old =
      (await find(tx, site, from)) ??
      (await patientOf(tx, site, { primary: from, others: [], demographics }, by))
    if (old === survivor) continue
    await within(tx, 'patients/merge', { patient_id: old, into_patient_id: survivor }, by)
  }
}

const isAt = (visit: Pick<Visit, 'unit' | 'bed'>, { unit, bed }: Whereabouts): boolean =>
  visit.unit === unit && (bed === undefined || visit.bed === bed)

function onRecord({ intention }: Told, visit: Visit | undefined): Visit {
  if (visit) return visit
  const field = intention.visit?.sure === false ? 'PID-18' : 'PV1-19'
  throw new Refused('not-found', `${field}: this visit is not on record`, { field })
}

/** Does a command; that it is so already is no objection. (A refusal comes before anything is written.) */
async function unlessDone<C extends CommandName>(told: Told, name: C, input: CommandInput<C>): Promise<void> {
  try {
    await within(told.tx, name, input, told.by)
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'already-done')) throw error
  }
}
