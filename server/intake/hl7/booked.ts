/** Appointments that a scheduling system tells (SIU): who is expected when, and who is not any more. */
import { Refused } from '../../commands/refused.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Booking } from './booking.ts'
import { correct, find, lockPeople, patientOf } from './people.ts'
import { does, unlessDone, type Note } from './told.ts'
import { bookedAs, visitOf, wasBookedAs, type Visit } from './visits.ts'

interface Asked {
  tx: Tx
  site: string
  booking: Booking
  by: By
}

/** @returns why nothing was to be done, where that is so */
export async function booked(tx: Tx, site: string, booking: Booking, by: By): Promise<Note> {
  if (booking.ofNobody) return 'PID: there is none, so nobody is expected'
  if (!booking.person) throw new Refused('invalid-input', 'PID-3: no identifier', { field: 'PID-3' })
  const { event, appointment } = booking
  if (appointment === undefined)
    throw new Refused('invalid-input', 'SCH-2: no number of an appointment', { field: 'SCH-2' })
  await lockPeople(tx, site, [booking.person.primary])
  const asked = { tx, site, booking, by }
  return event === 'S12' || event === 'S13' || event === 'S14'
    ? isExpected(asked, appointment)
    : isNotExpected(asked, appointment)
}

/**
 * S12, S13, S14: expected at that time. A change of what nobody booked here books it, as the sender may have booked it
 * before it was connected; of what was cancelled it does not.
 */
async function isExpected({ tx, site, booking, by }: Asked, appointment: string): Promise<Note> {
  const { event, person, visit, start } = booking
  const patientId = await patientOf(tx, site, person, by)
  const known = ofPatient(await bookedAs(tx, site, appointment), patientId)
  if (known && !known.awaited) return `${event}: the patient has come already`
  if (!known && event !== 'S12' && (await wasBookedAs(tx, site, appointment)))
    return `${event}: this appointment was cancelled`
  if (person) await correct(tx, patientId, person.demographics, by)
  const same = known ?? (visit && (await visitOf(tx, site, patientId, visit)))
  if (same && !same.awaited) return `${event}: the patient has come already`
  if (!same) {
    const klass = booking.class ?? 'outpatient'
    const expected_arrival_at = start ?? null
    const made = { site, patient_id: patientId, class: klass, visit: visit?.number, appointment }
    await does({ tx, by }, 'visits/pre-admit', { ...made, expected_arrival_at })
    return undefined
  }
  if (same.appointment !== null && same.appointment !== appointment)
    throw new Refused('already-exists', 'PV1-19: this visit is booked under another appointment', {
      field: 'PV1-19',
    })
  // What was booked may have been changed since: told late, or twice, the booking says nothing new.
  if (known && event === 'S12') return 'S12: this appointment is on record already'
  const { encounter_id } = same
  const expected_arrival_at = start ?? same.expected_arrival_at
  await unlessDone({ tx, by }, 'visits/reschedule', { encounter_id, expected_arrival_at, appointment })
  if (booking.class !== undefined)
    await unlessDone({ tx, by }, 'admissions/reclassify', { encounter_id, class: booking.class })
  return undefined
}

/**
 * S15, S17, S26: not expected any more.
 * @throws Refused `not-found` when nobody booked it: the booking may be on its way
 */
async function isNotExpected({ tx, site, booking, by }: Asked, appointment: string): Promise<Note> {
  const { event, person } = booking
  const patientId = person && (await find(tx, site, person.primary))
  const known = ofPatient(await bookedAs(tx, site, appointment), patientId)
  if (!known) {
    if (await wasBookedAs(tx, site, appointment)) return `${event}: this appointment was cancelled already`
    throw new Refused('not-found', 'SCH-2: this appointment is not on record', { field: 'SCH-2' })
  }
  if (!known.awaited) return `${event}: the patient has come already`
  const why = event === 'S26' ? 'did not come' : `SIU^${event} from ${by.who}`
  await does({ tx, by }, 'visits/cancel', { encounter_id: known.encounter_id, why })
  return undefined
}

/** @throws Refused `wrong-state` when the appointment is another patient's */
function ofPatient(visit: Visit | undefined, patientId: number | undefined): Visit | undefined {
  if (visit && visit.patient_id !== patientId)
    throw new Refused('wrong-state', 'SCH-2: this appointment belongs to another patient', { field: 'SCH-2' })
  return visit
}
