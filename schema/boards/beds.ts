/** The board `beds`: a tile a bed. */
import { z } from 'zod'
import { leavingStage } from '../leaving.ts'
import {
  bedFeature,
  bedState,
  blockReason,
  calendarDate,
  encounterClass,
  instant,
  sex,
  sexRule,
  table0116,
} from '../terms.ts'

export const bedRow = z.object({
  key: z.string().describe('the bed, for ever'),
  site: z.string(),
  unit: z.string().describe('code of the unit'),
  unit_name: z.string(),
  room: z.string(),
  bed: z.string().describe('code of the bed, unique in its site'),
  position: z.number().int(),
  state: bedState,
  table0116,
  since: instant.describe('the state is so since'),
  features: z.array(bedFeature),
  sex_rule: sexRule,
  staffed: z.boolean(),
  blocked: z.object({ reason: blockReason, note: z.string().nullable(), since: instant }).nullable(),
  /** Who lies here. Fields a screen's privacy level does not allow are null. */
  patient: z
    .object({
      encounter_id: z.number().int().nullable(),
      patient_id: z.number().int().nullable(),
      name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
      hidden: z.boolean().describe('asked for no information'),
      mrn: z.string().nullable(),
      sex: sex.nullable(),
      birth_date: calendarDate.nullable(),
      class: encounterClass,
      admitted_at: instant,
      expected_discharge_at: instant.nullable(),
      leaving: z
        .object({ stage: leavingStage, barriers: z.number().int() })
        .describe('how far on the way out, and how many things hold them up'),
    })
    .nullable(),
  /** For whom it is kept. */
  reserved: z
    .object({ encounter_id: z.number().int().nullable(), name: z.string().nullable(), since: instant })
    .nullable(),
  /** The sensor's truth. `occupied` null: unknown (never heard, offline or silent). Brakes likewise. */
  sensor: z
    .object({
      device: z.string(),
      trust: z.enum(['live', 'silent', 'offline', 'never']),
      trust_since: instant.nullable(),
      occupied: z.boolean().nullable(),
      occupied_since: instant.nullable(),
      exit_alarm_since: instant.nullable().describe('the patient is getting up; null: no alarm, or unknown'),
      brakes_on: z.boolean().nullable(),
    })
    .nullable(),
  /** Since when the sensor and the record disagree; null when they agree or one is unknown. */
  conflict_since: instant.nullable(),
  /** After how long a disagreement is worth showing [s]; a setting of the site. */
  conflict_after_s: z.number().int(),
})
export type BedRow = z.infer<typeof bedRow>

/** How many beds are what. DEFINITIONS section 1. */
export const bedCounts = z.object({
  beds: z.number().int().describe('all beds that stand there'),
  available: z.number().int().describe('available staffed beds: all, less closed (unstaffed) and blocked'),
  occupied: z.number().int(),
  reserved: z.number().int(),
  ready: z.number().int(),
  vacated: z.number().int(),
  dirty: z.number().int(),
  cleaning: z.number().int(),
  blocked: z.number().int(),
  closed: z.number().int(),
  /** 100 x occupied / available, one decimal; null when nothing is available. May pass 100. */
  occupancy: z.number().nullable(),
})
export type BedCounts = z.infer<typeof bedCounts>

export const bedTotals = bedCounts
export type BedTotals = z.infer<typeof bedTotals>
