/** The board `discharges`: who is on the way out, what holds them up, and who left today. */
import { z } from 'zod'
import { barrierKind, leavingStage } from '../leaving.ts'
import { LONG_STAY_NIGHTS } from '../length-of-stay.ts'
import { disposition, encounterClass, instant } from '../terms.ts'

const count = z.number().int()
const longStay = z.union(LONG_STAY_NIGHTS.map((nights) => z.literal(nights)))

/** A row an open inpatient or day encounter with a place to be, and one for each that ended since local midnight. */
export const dischargeRow = z.object({
  key: z.string().describe('the encounter'),
  site: z.string(),
  unit: z.string(),
  unit_name: z.string(),
  bed: z.string().nullable().describe('null: in the unit, in no bed of it'),
  in_lounge: z.boolean(),
  stage: leavingStage,
  /** Fields a screen's privacy level does not allow are null. */
  patient: z.object({
    encounter_id: count.nullable(),
    patient_id: count.nullable(),
    name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
    hidden: z.boolean().describe('asked for no information'),
    masked: z.boolean().describe('at level full: the site has consoles mask this name'),
    mrn: z.string().nullable(),
  }),
  class: encounterClass,
  admitted_at: instant,
  expected_discharge_at: instant.nullable(),
  first_expected_at: instant.nullable().describe('the first plan ever said'),
  expected_said_by: z.string().nullable(),
  expected_said_at: instant.nullable(),
  expected_today: z.boolean().describe('expected on this local day of the site'),
  overdue: z.boolean().describe('still here, and the expected instant is past'),
  ordered_at: instant.nullable(),
  ordered_by: z.string().nullable(),
  ready_at: instant.nullable(),
  ready_by: z.string().nullable(),
  no_criteria_since: instant.nullable().describe('here without criteria to reside since'),
  /** Open ones, oldest first. */
  barriers: z.array(
    z.object({
      barrier_id: count,
      kind: barrierKind,
      note: z.string().nullable(),
      owner: z.string().nullable(),
      due_at: instant.nullable(),
      raised_at: instant,
    }),
  ),
  nights: count.describe('length of stay so far, or of the whole stay [nights, by the calendar of the site]'),
  long_stay: longStay.nullable().describe('the class of long stay it has reached [nights]'),
  left_at: instant.nullable(),
  disposition: disposition.nullable(),
  before_noon: z.boolean().describe('left before 12:00 by the clocks of the site'),
  /** Whether before noon and length of stay count this one: deaths and day cases are not counted. */
  counted: z.boolean(),
})
export type DischargeRow = z.infer<typeof dischargeRow>

/** DEFINITIONS section 1. Shares are rounded to one decimal and null when there is nothing to share. */
export const dischargeTotals = z.object({
  here: count.describe('inpatients and day patients who are here'),
  in_bed: count.describe('those of them who lie in a bed'),
  expected_today: count.describe('expected on this local day, gone by now or not'),
  expected_left: count.describe('those of them who have left'),
  overdue: count,
  ordered: count.describe('here, and the discharge is ordered'),
  held_up: count.describe('here, with a barrier open'),
  ready: count.describe('here, and ready to leave'),
  in_lounge: count,
  left_today: count.describe('left since local midnight, deaths and day cases included'),
  /** Physical departures without deaths and day cases: what before noon and length of stay are counted of. */
  left_counted: count,
  left_before_noon: count,
  before_noon: z.number().nullable().describe('100 x left before noon / left counted'),
  average_los: z.number().nullable().describe('mean length of stay of those counted [days]'),
  no_criteria: count.describe('in a bed without criteria to reside'),
  no_criteria_share: z.number().nullable().describe('100 x that / in a bed'),
  long_stays: z.object({ '7': count, '14': count, '21': count }).describe('here for so many nights or more'),
  barriers: z.record(barrierKind, count).describe('open ones by kind'),
  /** Plan against actual by unit, in the order of their codes; a unit nobody leaves is left out. Counts, so for every level. */
  units: z.array(
    z.object({
      site: z.string(),
      unit: z.string(),
      expected_today: count,
      expected_left: count,
      ready: count,
      left_today: count,
    }),
  ),
})
export type DischargeTotals = z.infer<typeof dischargeTotals>
