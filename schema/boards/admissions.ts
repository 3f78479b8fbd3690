/**
 * The board `admissions`: who of the inpatients came, went and moved today, who is still to, against the plan, and the midnight
 * census. DEFINITIONS section 1.
 */
import { z } from 'zod'
import { instant, unitKind } from '../terms.ts'

const count = z.number().int().min(0)

/** What is counted of a day, in whole and by the hour. Transfers are from unit to unit, so of a house as many in as out. */
export const flows = z.object({
  admissions: count.describe('became inpatients here, on arrival or by a decision to admit'),
  discharges: count.describe('left the hospital from here, deaths included'),
  transfers_in: count,
  transfers_out: count,
  pending_admissions: count.describe(
    'are to be admitted today: a bed is kept or asked for, or they are awaited; what is past is due in the hour that runs',
  ),
  pending_transfers_in: count.describe('inpatients for whom a bed here is kept or asked for, today'),
  pending_discharges: count.describe('are to leave today: expected, ordered or said to be ready'),
  pending_transfers_out: count.describe('inpatients here for whom a bed elsewhere is kept or asked for'),
  planned_admissions: count.describe('were announced to come by the end of today, come or not'),
  planned_discharges: count.describe('are expected to leave by the end of today, gone or not'),
})
export type Flows = z.infer<typeof flows>
export type FlowName = keyof Flows
export const flowNames = Object.keys(flows.shape) as FlowName[] // the object's own keys

/** One hour of the local day: there are 24, or 23 or 25 when clocks change. */
export const hourOfDay = flows.extend({ hour: instant.describe('when it begins') })
export type HourOfDay = z.infer<typeof hourOfDay>

/** Beside the flows. */
export const census = z.object({
  /** Inpatients here now. */
  here: count,
  midnight: count.describe('midnight census: inpatients who were here when today began (23:59:59)'),
  midnight_before: count.describe('the same, a day earlier'),
  same_day: count.describe('admitted and discharged today: in no midnight census'),
  patient_days: count.describe(
    'of yesterday: the midnight census, and those admitted and discharged within it if the site counts them',
  ),
  admissions_planned: count.describe('of the admissions, those that were announced'),
  discharges_planned: count.describe('of the discharges, those that were expected'),
  put_off: count.describe('still here, first expected to leave by today, and put off today to a later day'),
  undated: count.describe('awaited, and nobody said when: in no other number'),
})
export type Census = z.infer<typeof census>
export const censusNames = Object.keys(census.shape) as (keyof Census)[] // the object's own keys

/** A unit; or, unit null, those of a site who are to come and whose unit nobody knows yet. */
export const admissionRow = census.extend({
  ...flows.shape,
  key: z.string(),
  site: z.string(),
  unit: z.string().nullable(),
  name: z.string(),
  kind: unitKind.nullable(),
  position: z.number().int(),
  tonight: z.number().int().describe('here, and all who are pending have come and gone'),
  hours: z.array(hourOfDay),
})
export type AdmissionRow = z.infer<typeof admissionRow>

export const admissionTotals = census.extend({
  ...flows.shape,
  tonight: z.number().int(),
  hours: z.array(hourOfDay).describe('of several sites: as each has them on its clock'),
})
export type AdmissionTotals = z.infer<typeof admissionTotals>
