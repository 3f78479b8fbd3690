/** What every door answers: one closed vocabulary of refusals, and the HTTP status of each. */
import { z } from 'zod'
import { lsn } from './terms.ts'

export const refusalStatus = {
  'invalid-input': 422, // the message names the field and the rule
  'signed-out': 401, // nobody is known to ask: sign in
  'not-proven': 401, // a password, a code or a passkey that is not right; details: again, when it is to be begun again
  'too-soon': 429, // tried too often; details: wait_s
  forbidden: 403, // whoever asks may not do this, here or anywhere
  'not-found': 404, // no such site, unit, bed, patient, encounter; or not for whoever asks
  'bed-taken': 409, // details: holder, since
  'bed-reserved': 409, // details: for whom, since
  'bed-blocked': 409, // details: reason, since
  'bed-closed': 409,
  'bed-not-ready': 409, // details: state, since
  'bed-occupied': 409,
  'sex-rule': 409,
  'isolation-rule': 409, // who must be kept apart would share a room; details: fault, room
  'patient-elsewhere': 409, // the patient lies in another bed; details: bed, since
  'already-exists': 409,
  'already-done': 409, // nothing to do: it is so already
  'wrong-state': 409, // what was asked needs another state; details: state
  'out-of-order': 409, // an instant before what it must follow
  'key-reused': 409, // this Idempotency-Key came with other input before
  'too-large': 413,
  unavailable: 503, // the database cannot be reached; try again
} as const
export type RefusalCode = keyof typeof refusalStatus
export const refusalCode = z.enum(Object.keys(refusalStatus) as [RefusalCode, ...RefusalCode[]])

export const refusal = z.object({
  ok: z.literal(false),
  code: refusalCode,
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type RefusalAnswer = z.infer<typeof refusal>

/** The answer to a command that was done: its result, and the log position from which every board shows it. */
export const accepted = <R extends z.ZodType>(result: R) => z.object({ ok: z.literal(true), result, lsn })

export type Outcome<R> = { ok: true; result: R; lsn: string } | RefusalAnswer
