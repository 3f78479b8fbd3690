/** The board `clinics`: the queue of each clinic, who is called where, and how long people wait. Numbers, and no names. */
import { z } from 'zod'
import { endings, ticketPriority } from '../clinics.ts'
import { instant } from '../terms.ts'

const count = z.number().int()
const ticket_id = count.nullable().describe('full only')

export const clinicRow = z.object({
  key: z.string(),
  site: z.string(),
  unit: z.string().nullable(),
  clinic: z.string(),
  name: z.string(),
  letter: z.string(),
  position: count,
  rooms: z.array(z.string()),
  open: z.boolean().describe('whether it gives out numbers'),
  head_start_min: count.describe('elderly and disabled people go before those who came so much before them'),
  in_queue: count,
  queue: z
    .array(
      z.object({
        ticket_id,
        number: z.string(),
        priority: ticketPriority.nullable().describe('full only'),
        since: instant.nullable().describe('full only'),
      }),
    )
    .describe('in the order in which they are called; below full the first few'),
  now: z
    .array(
      z.object({
        ticket_id,
        number: z.string(),
        room: z.string(),
        inside: z.boolean(),
        called_at: instant,
        calls: count,
      }),
    )
    .describe('one a room, the last called first'),
  missed: z.array(z.object({ ticket_id, number: z.string(), called_at: instant.nullable() })),
  ended: z
    .array(z.object({ ticket_id, number: z.string(), state: z.enum(endings), at: instant }))
    .describe('who was done or left last, the last first; below full empty'),
  last: z
    .array(z.object({ number: z.string(), room: z.string(), at: instant, calls: count }))
    .describe('the last calls, whatever came of them'),
  issued_today: count,
  served_today: count,
  average_wait_min: count.nullable().describe('of those called today, to their first call'),
  pace_min: z.number().nullable().describe('from one call to the next, lately'),
  longest_since: instant.nullable(),
})
export type ClinicRow = z.infer<typeof clinicRow>

export const clinicTotals = z.object({
  clinics: count,
  in_queue: count,
  called_now: count,
  issued_today: count,
  served_today: count,
  average_wait_min: count.nullable(),
  longest_since: instant.nullable(),
})
export type ClinicTotals = z.infer<typeof clinicTotals>
