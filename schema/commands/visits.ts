/** What may be asked about a visit itself: awaited, away from bed, numbered, whose it is, never was. */
import { z } from 'zod'
import { encounterClass, instant, siteCode } from '../terms.ts'

const encounter_id = z.number().int()
const at = instant.optional().describe('when it happened; left out: now')
const why = z.string().trim().min(1).max(500)
const visit = z.string().trim().min(1).max(80).describe("the other system's visit number (PV1-19)")
const appointment = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe("a scheduling system's number of the appointment and who gave it, 4711^CLINIC (HL7 SIU)")
const changed = z.object({ encounter_id })
const absence = z.object({ encounter_id, absence_id: z.number().int() })

export const absenceKind = z.enum(['leave', 'elsewhere'])
export type AbsenceKind = z.infer<typeof absenceKind>

export const visits = {
  'pre-admit': {
    summary: 'A patient is expected, and not here yet; they arrive by the first transfer of this encounter',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        class: encounterClass,
        visit: visit.optional(),
        appointment: appointment.optional(),
        expected_arrival_at: instant.nullable().default(null),
      })
      .strict(),
    result: changed,
  },
  reschedule: {
    summary: 'Who is awaited comes at another time; null: nobody knows when',
    input: z
      .object({
        encounter_id,
        expected_arrival_at: instant.nullable(),
        appointment: appointment.optional().describe('under which they are awaited from now on'),
      })
      .strict(),
    result: changed,
  },
  cancel: {
    summary: 'The visit never was, whether it is open or over; it stays on record as cancelled',
    input: z.object({ encounter_id, why }).strict(),
    result: changed,
  },
  renumber: {
    summary: 'The other system gave the visit another number',
    input: z.object({ encounter_id, visit }).strict(),
    result: changed,
  },
  move: {
    summary: "The visit was put under another person's record: it goes to the right one, with its stays",
    input: z.object({ encounter_id, patient_id: z.number().int() }).strict(),
    result: z.object({ encounter_id, patient_id: z.number().int() }),
  },
  leave: {
    summary: 'The patient is away and keeps the bed: on leave of absence, or elsewhere in the house',
    input: z
      .object({
        encounter_id,
        kind: absenceKind.default('leave'),
        place: z.string().trim().min(1).max(200).nullable().default(null).describe('where to'),
        expected_at: instant.nullable().default(null).describe('when they are expected back'),
        at,
      })
      .strict(),
    result: absence,
  },
  return: {
    summary: 'The patient is back',
    input: z.object({ encounter_id, at }).strict(),
    result: absence,
  },
  'cancel-leave': {
    summary: 'The patient was not away',
    input: z.object({ encounter_id, why }).strict(),
    result: absence,
  },
  'cancel-return': {
    summary: 'The patient is not back after all',
    input: z.object({ encounter_id, why }).strict(),
    result: absence,
  },
} as const
