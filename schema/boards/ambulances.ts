/** The board `ambulances`: those on their way to an emergency department, and those there whose patient is not handed over. */
import { z } from 'zod'
import { instant } from '../terms.ts'

const count = z.number().int()

export const ambulanceRow = z.object({
  key: z.string(),
  ambulance_id: count,
  site: z.string(),
  call_sign: z.string(),
  stage: z.enum(['announced', 'waiting']),
  complaint: z.string().nullable().describe('full only'),
  category: count.nullable(),
  announced_at: instant,
  announced_by: z.string().nullable().describe('full only'),
  expected_at: instant.nullable(),
  late: z.boolean().describe('expected before now, and not here'),
  arrived_at: instant.nullable(),
  over: z
    .union([z.literal(15), z.literal(30), z.literal(45), z.literal(60)])
    .nullable()
    .describe('the line of handover it has passed [min since arrival]'),
  encounter_id: count.nullable().describe('whom it brought, once they are on record; full only'),
})
export type AmbulanceRow = z.infer<typeof ambulanceRow>

export const ambulanceTotals = z.object({
  announced: count,
  waiting: count.describe('here, patient not handed over'),
  /** Of those waiting, for longer than so many minutes. */
  over_15: count,
  over_30: count,
  over_45: count,
  over_60: count,
  next_expected_at: instant.nullable(),
  waiting_since: instant.nullable(),
})
export type AmbulanceTotals = z.infer<typeof ambulanceTotals>
