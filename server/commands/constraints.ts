/**
 * The constraints are the last guard of the ward's rules. The verbs look first, to refuse with names and times; what
 * slips past them (another writer, psql, a race) is refused here, by the name of the constraint it ran into.
 */
import type pg from 'pg'
import type { RefusalCode } from '../../schema/outcome.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Database } from '../database/pool.ts'
import { fullName } from '../../schema/person-name.ts'
import { Refused } from './refused.ts'

const byConstraint: Record<string, [RefusalCode, string] | undefined> = {
  stay_bed_once: ['bed-taken', 'Somebody else lies in this bed at that time.'],
  stay_encounter_once: ['out-of-order', 'The patient cannot be in two places at one time.'],
  stay_patient_once: ['patient-elsewhere', 'The patient lies in another bed at that time.'],
  stay_in_its_unit: ['invalid-input', 'to: the bed does not stand in this unit'],
  encounter_visit_once: ['already-exists', 'This visit is on record already.'],
  encounter_appointment_once: ['already-exists', 'This appointment is on record already.'],
  patient_identifier_once: ['already-exists', 'This number belongs to another patient.'],
  patient_phone_once: ['already-done', 'Another number was noted for them just now. Look again.'],
  insurance_once: ['already-exists', 'This policy is noted already.'],
  patient_merge_once: ['already-done', 'This record is merged already.'],
  reservation_bed_once: ['bed-reserved', 'The bed is kept for somebody already.'],
  reservation_encounter_once: ['already-exists', 'Another bed is kept for this patient already.'],
  tag_device_once: ['already-exists', 'The tag is with somebody else already.'],
  tag_encounter_once: ['already-exists', 'The patient wears another tag already.'],
  bed_request_once: ['already-exists', 'A bed is asked for already for this patient.'],
  bed_request_decline_once: ['already-done', 'It was declined already.'],
  precaution_once: ['already-done', 'The patient is under this precaution already.'],
  turnover_bed_once: ['already-done', 'The bed waits for cleaning already.'],
  surge_level_once: ['already-done', 'Somebody else has just declared a level. Look again.'],
  barrier_once: ['already-exists', 'The patient waits for this already.'],
  barrier_in_order: ['out-of-order', 'It cannot be done before it was asked for.'],
  pause_turnover_once: ['already-done', 'The cleaning is paused already.'],
  pause_porter_once: ['already-done', 'The porter job is paused already.'],
  shift_person_once: ['already-done', 'They are on shift already.'],
  pause_in_order: ['out-of-order', 'A pause cannot end before it begins.'],
  porter_job_in_order: [
    'out-of-order',
    'A porter job cannot begin before it is asked for, nor end before it begins.',
  ],
  act_key_once: ['key-reused', 'This Idempotency-Key was used for another request. Use a new key.'],
  stay_in_order: ['out-of-order', 'A stay cannot end before it begins.'],
  encounter_in_order: ['out-of-order', 'The patient cannot leave before they came.'],
  bed_request_in_order: ['out-of-order', 'A request cannot end before it was made.'],
  precaution_in_order: ['out-of-order', 'A precaution cannot end before it began.'],
  ed_step_once: ['already-done', 'Somebody else has just said so. Look again.'],
  ed_ambulance_step_once: ['already-done', 'Somebody else has just said so. Look again.'],
  ed_ambulance_brings_once: ['already-exists', 'Another ambulance brought this patient already.'],
  ed_ambulance_in_order: ['out-of-order', 'An ambulance cannot hand over before it arrives.'],
  ed_visit_in_order: ['out-of-order', 'Nothing can be done with a patient before they came.'],
  clinic_letter_once: ['already-exists', 'letter: the numbers of another clinic begin with it'],
  ticket_number_once: ['already-exists', 'Somebody else has just been given this number. Try again.'],
  ticket_text_once: ['already-exists', 'Another clinic gave out this number today; its letter was this one.'],
  ticket_room_once: ['wrong-state', 'Another number is called to this room, or in it.'],
  turnover_in_order: ['out-of-order', 'Cleaning cannot be finished before it has begun.'],
}

/** Values the database cannot hold though they passed the checks at the door (SQLSTATE class 22). */
const byState: Record<string, string | undefined> = {
  '22003': 'a number is out of range',
  '22007': 'not a time the calendar has',
  '22008': 'a date or time is out of range',
  '22021': 'a text holds a character that cannot be stored',
  '22P05': 'a text holds a character that cannot be stored',
}

/** A violated constraint as a refusal; what is no constraint of ours comes back as it is. */
export async function refusalOfConstraint(
  database: Database,
  error: pg.DatabaseError,
): Promise<Refused | pg.DatabaseError> {
  const [code, message] = byConstraint[error.constraint ?? ''] ?? []
  if (code && message !== undefined) {
    return error.constraint === 'stay_bed_once'
      ? bedTaken(database, error, message)
      : new Refused(code, message, { constraint: error.constraint })
  }
  const rule = byState[error.code ?? '']
  return rule === undefined ? error : new Refused('invalid-input', `input: ${rule}`)
}

/** Postgres names the row in the way by its key: "… conflicts with existing key (bed_id, …)=(17, …)." */
async function bedTaken(database: Database, error: pg.DatabaseError, message: string): Promise<Refused> {
  const bedId = /\)=\((\d+),/.exec(error.detail ?? '')?.[1]
  const holder = await database.row<Holder>(
    `select b.code as bed, s.began_at as since, e.encounter_id, e.mrn, p.family, p.given
       from stay s join bed b using (bed_id) join encounter e using (encounter_id)
       join patient p on p.patient_id = e.patient_id
      where s.bed_id = $1 and s.cancelled_at is null order by s.began_at desc limit 1`,
    [bedId ?? null],
  )
  if (!holder) return new Refused('bed-taken', message)
  const { bed, since, encounter_id, mrn } = holder
  const name = fullName(holder)
  const details = { bed, since }
  return new Refused(
    'bed-taken',
    `Bed ${bed} is taken: ${name} (${mrn}) lies there.`,
    { ...details, holder: { encounter_id, name, mrn } },
    { encounter_id, bed, unnamed: { message, details } },
  )
}

interface Holder {
  bed: string
  since: Instant
  encounter_id: number
  mrn: string
  family: string
  given: string
}
