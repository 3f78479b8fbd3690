/** The board `ed`: a line for each patient in an emergency department, waiting room and boarders included. */
import { z } from 'zod'
import { arrivalModes, criticalKinds, edActions, edLines, edStages, triageScales } from '../emergency.ts'
import { neededLevel, precaution, requestPriority } from '../placement/words.ts'
import { bedState, calendarDate, encounterClass, instant, sex } from '../terms.ts'

const count = z.number().int()

export const edRow = z.object({
  key: z.string().describe('the encounter'),
  site: z.string(),
  unit: z.string().nullable().describe('the department they are in; null: the site has none on record'),
  /** Fields a screen's privacy level does not allow are null. */
  patient: z.object({
    encounter_id: count.nullable(),
    patient_id: count.nullable(),
    name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
    hidden: z.boolean(),
    masked: z.boolean().describe('at level full: the site has consoles mask this name'),
    mrn: z.string().nullable(),
    sex: sex.nullable(),
    birth_date: calendarDate.nullable(),
    class: encounterClass,
    precautions: z.array(precaution),
  }),
  stage: z.enum(edStages),
  next_action: z.enum(edActions).describe('what is to be done next'),
  bed: z.string().nullable().describe('the treatment space they lie in; null: in the waiting room'),
  mode: z.enum(arrivalModes),
  call_sign: z.string().nullable().describe('of the ambulance that brought them'),
  complaint: z.string().nullable().describe('full only'),
  critical: z.enum(criticalKinds).nullable(),
  triage: z.object({ scale: z.enum(triageScales), category: count, at: instant }).nullable(),
  arrived_at: instant,
  space_at: instant.nullable().describe('first in a treatment space'),
  seen_at: instant.nullable().describe('by a provider'),
  decided_at: instant.nullable().describe('to admit: from then on they board'),
  discharge_ordered_at: instant.nullable(),
  orders_pending: count,
  results_pending: count,
  /** The bed on a ward that was asked for. */
  request: z
    .object({
      request_id: count,
      asked_at: instant,
      level: neededLevel,
      priority: requestPriority,
      unit: z.string().nullable(),
      kept: z.object({ bed: z.string(), unit: z.string(), state: bedState }).nullable(),
    })
    .nullable(),
  /** The lines that count for them now, in the order in which they are reached. */
  lines: z.array(z.object({ line: z.enum(edLines), at: instant, passed: z.boolean() })),
  next_line_at: instant.nullable().describe('when the next line is passed; null: none is left'),
})
export type EdRow = z.infer<typeof edRow>

/** Of the place looked at. */
export const edTotals = z.object({
  here: count,
  waiting: count.describe('in no treatment space, and not admitted'),
  treatment: count,
  boarding: count.describe('admitted, and still in the department'),
  untriaged: count,
  unseen: count.describe('here, and seen by no provider'),
  critical: count.describe('critical or ventilated'),
  passed: z.record(z.enum(edLines), count).describe('of those here, who have passed the line'),
  categories: z.array(count).describe('here, by triage category, the most urgent first'),
  waiting_since: instant.nullable().describe('arrival of the one who has waited longest for a space'),
  boarding_since: instant.nullable().describe('decision to admit of the one who boards longest'),
  next_line_at: instant.nullable(),
})
export type EdTotals = z.infer<typeof edTotals>
