/** What may be asked of admissions: who lies where, from when until when. */
import { z } from 'zod'
import { disposition, encounterClass, instant, placeCode, siteCode } from '../terms.ts'

/** A place to be: a bed (its unit follows), or a unit without a bed of it. */
export const whereTo = z
  .object({ unit: placeCode.optional(), bed: placeCode.optional() })
  .strict()
  .refine((to) => to.unit !== undefined || to.bed !== undefined, 'a unit or a bed')

/** Rules a person may knowingly pass over; the refusal names the one in the way. */
export const override = z
  .array(z.enum(['bed-not-ready', 'bed-blocked', 'bed-closed', 'bed-reserved', 'sex-rule', 'isolation-rule']))
  .default([])
export type Override = z.infer<typeof override>

const at = instant.optional().describe('when it happened; left out: now')
const why = z.string().trim().min(1).max(500)
const encounter_id = z.number().int()
const moved = z.object({ encounter_id, stay_id: z.number().int() })

export const admissions = {
  admit: {
    summary: 'Start an encounter, in a bed, in a unit, or (outpatient) nowhere yet',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        class: encounterClass,
        to: whereTo.optional(),
        visit: z
          .string()
          .trim()
          .min(1)
          .max(80)
          .optional()
          .describe("the other system's visit number (PV1-19)"),
        expected_discharge_at: instant.nullable().default(null),
        at,
        override,
      })
      .strict(),
    result: z.object({ encounter_id, stay_id: z.number().int().nullable() }),
  },
  transfer: {
    summary: 'Move a patient to another bed or unit; an earlier instant is put in its place in the past',
    input: z.object({ encounter_id, to: whereTo, at, override }).strict(),
    result: moved,
  },
  swap: {
    summary: 'Two patients change beds in one act',
    input: z.object({ encounter_id, with_encounter_id: z.number().int(), at, override }).strict(),
    result: z.object({ encounter_id, with_encounter_id: z.number().int() }),
  },
  discharge: {
    summary: 'The patient has left; the bed needs cleaning',
    input: z
      .object({
        encounter_id,
        at,
        disposition: disposition.default('home'),
      })
      .strict(),
    result: z.object({ encounter_id }),
  },
  'plan-discharge': {
    summary: 'Say when the patient is expected to leave; null takes it back',
    input: z.object({ encounter_id, expected_discharge_at: instant.nullable(), at }).strict(),
    result: z.object({ encounter_id }),
  },
  reclassify: {
    summary: 'An outpatient becomes an inpatient, or the other way round',
    input: z.object({ encounter_id, class: encounterClass, at }).strict(),
    result: z.object({ encounter_id }),
  },
  'cancel-admit': {
    summary: 'The admission was a mistake; it stays on record as cancelled',
    input: z.object({ encounter_id, why }).strict(),
    result: z.object({ encounter_id }),
  },
  'cancel-transfer': {
    summary: 'The last move was a mistake; the patient is back where they were',
    input: z.object({ encounter_id, why }).strict(),
    result: moved,
  },
  'cancel-discharge': {
    summary: 'The patient did not leave after all',
    input: z.object({ encounter_id, why }).strict(),
    result: z.object({ encounter_id, stay_id: z.number().int().nullable() }),
  },
} as const
