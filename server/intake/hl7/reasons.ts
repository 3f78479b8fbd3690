/**
 * Why a message could not be applied, in words that may be shown on the inbox and sent back: the field and the rule,
 * never a person. (The commands' own refusals name the patient, for consoles.) Pure.
 */
import pg from 'pg'
import type { RefusalCode } from '../../../schema/outcome.ts'
import { Refused } from '../../commands/refused.ts'
import type { ErrorCode, Problem } from './header.ts'

/** A refused command or a violated constraint as a problem; undefined for what is neither: a broken world, or a bug. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refused) return problemOfRefusal(error)
  if (error instanceof pg.DatabaseError) return problemOfDatabase(error)
  return undefined
}

function problemOfRefusal({ code, message, details }: Refused): Problem {
  const field = details['field']
  if (typeof field === 'string') {
    const unplaced = details['unplaced']
    return { field, code: codeOf(code), text: message, ...(typeof unplaced === 'string' && { unplaced }) }
  }
  const bed = textOf(details['bed'])
  const since = textOf(details['since'])
  const problem = (where: string, text: string): Problem => ({
    field: where,
    code: codeOf(code),
    text: `${where}: ${text}`,
  })
  switch (code) {
    case 'bed-taken':
      return problem('PV1-3', `another patient is on record in bed ${bed} since ${since}`)
    case 'patient-elsewhere':
      return problem('PV1-3', `this patient is on record in bed ${bed} since ${since}, under another visit`)
    case 'out-of-order':
      return problem('EVN-2', 'the patient is on record here at a later time than this says they left')
    case 'wrong-state':
      return problem('PV1-19', `the visit is ${textOf(details['state'])}`)
    case 'already-done':
      return problem('PV1-19', 'it is so on record already')
    case 'already-exists':
      return problem('PID-3', "an identifier is on record as another patient's")
    case 'invalid-input':
      return { code: 102, text: issueOf(details['issues']) }
    default:
      return { code: codeOf(code), text: code }
  }
}

/** The first broken rule of a command's input. It names a field of ours, and no value. */
function issueOf(issues: unknown): string {
  const first: unknown = Array.isArray(issues) ? issues[0] : undefined
  if (typeof first !== 'object' || first === null || !('field' in first) || !('rule' in first))
    return 'invalid input'
  return `${textOf(first.field)}: ${textOf(first.rule)}`
}

/**
 * In the words of table 0357: 204 is a key that is unknown (here, or in this state), 205 one that is on record with
 * something else already, a bed with its patient among them; 102 a value that cannot be. 207, "internal error", is left
 * for what the sender can do nothing about.
 */
function codeOf(refusal: RefusalCode): ErrorCode {
  switch (refusal) {
    case 'not-found':
    case 'wrong-state':
      return 204
    case 'already-exists':
    case 'already-done':
    case 'bed-taken':
    case 'patient-elsewhere':
      return 205
    case 'invalid-input':
    case 'out-of-order':
      return 102
    default:
      return 207
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '?')

/** What the verbs look at first and a race slipped past. */
const constraints: Record<string, Problem | undefined> = {
  stay_bed_once: { field: 'PV1-3', code: 205, text: 'PV1-3: another patient is on record in this bed' },
  stay_patient_once: { field: 'PV1-3', code: 205, text: 'PV1-3: this patient is on record in another bed' },
  encounter_visit_once: { field: 'PV1-19', code: 205, text: 'PV1-19: this visit is on record already' },
  encounter_appointment_once: {
    field: 'SCH-2',
    code: 205,
    text: 'SCH-2: this appointment is on record already',
  },
  patient_identifier_once: { field: 'PID-3', code: 205, text: "PID-3: an identifier is another patient's" },
}

/** SQLSTATE classes 22 (data) and 23 (constraints): the message's fault. All others are the database's, or ours. */
function problemOfDatabase({ constraint, code: state = '' }: pg.DatabaseError): Problem | undefined {
  if (!/^2[23]/.test(state)) return undefined
  return (
    constraints[constraint ?? ''] ?? {
      code: 102,
      text: `a value that cannot be on record (${constraint ?? state})`,
    }
  )
}
