/** The board `placements`: a line for each patient who waits for a bed. */
import { z } from 'zod'
import { declineReason, fromKind, neededLevel, precaution, requestPriority } from '../placement/words.ts'
import { bedFeature, bedState, calendarDate, encounterClass, instant, sex, unitKind } from '../terms.ts'

export const placementRow = z.object({
  key: z.string().describe('the request'),
  request_id: z.number().int(),
  site: z.string().describe('where the patient is'),
  to_site: z.string().describe('where the bed is wanted'),
  /** Who waits. Fields a screen's privacy level does not allow are null. */
  patient: z.object({
    encounter_id: z.number().int().nullable(),
    patient_id: z.number().int().nullable(),
    name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
    hidden: z.boolean(),
    masked: z.boolean().describe('at level full: the site has consoles mask this name'),
    mrn: z.string().nullable(),
    sex: sex.nullable(),
    birth_date: calendarDate.nullable(),
    class: encounterClass,
    precautions: z.array(precaution),
  }),
  from_kind: fromKind,
  from_note: z.string().nullable(),
  /** Where the patient is now, as codes; null: in no unit, or in no bed. */
  here_unit: z.string().nullable(),
  here_bed: z.string().nullable(),
  /** What is needed. */
  unit: z.string().nullable().describe('the unit asked for'),
  unit_kind: unitKind.nullable(),
  level: neededLevel,
  features: z.array(bedFeature),
  specialty: z.string().nullable(),
  priority: requestPriority,
  asked_at: instant,
  asked_by: z.string().nullable(),
  ready_at: instant.nullable().describe('from when the patient may move; null: not known'),
  ready: z.boolean().describe('the patient may move now'),
  /** The bed that is kept. */
  assigned: z
    .object({
      bed: z.string(),
      unit: z.string(),
      state: bedState,
      since: instant.describe('of the state'),
      kept_at: instant,
      kept_by: z.string().nullable(),
    })
    .nullable(),
  /** Who cannot take them. `bed` null: no bed of the unit. */
  declines: z.array(
    z.object({
      decline_id: z.number().int(),
      unit: z.string(),
      bed: z.string().nullable(),
      reason: declineReason,
      note: z.string().nullable(),
      at: instant,
      who: z.string().nullable(),
    }),
  ),
  /**
   * A bed is free and its patient is known and may move, since this instant: act now. The later of: the bed ready, kept, the
   * patient ready. Null: there is still something to wait for.
   */
  act_now_since: instant.nullable(),
})
export type PlacementRow = z.infer<typeof placementRow>

/** Of the place looked at. */
export const placementTotals = z.object({
  waiting: z.number().int().describe('patients who wait for a bed, with one kept for them or not'),
  routine: z.number().int(),
  urgent: z.number().int(),
  emergency: z.number().int(),
  unassigned: z.number().int().describe('of those waiting, without a bed kept for them'),
  assigned: z.number().int().describe('of those waiting, with a bed kept for them'),
  act_now: z.number().int().describe('a bed is free and its patient is known and ready: a failure to act'),
  longest_since: instant.nullable().describe('since when the one who waits longest waits'),
})
export type PlacementTotals = z.infer<typeof placementTotals>
