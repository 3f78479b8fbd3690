/** What a phone is told that holds the code of a slip: a place in a queue, of nobody it could name. */
import { z } from 'zod'
import { ticketState } from '../clinics.ts'
import { instant } from '../terms.ts'

/** 256 bit in base64url: what is no such thing is not looked for. */
export const slipCode = z
  .object({ code: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'what the slip’s QR code holds behind the #') })
  .strict()

export const ownTicket = z.object({
  number: z.string(),
  site: z.string().describe('its name'),
  time_zone: z.string(),
  clinic: z.string().describe('its name'),
  state: ticketState,
  room: z.string().nullable().describe('where to go, or where they are'),
  calls: z.number().int(),
  before: z.number().int().nullable().describe('people who are called sooner, as it stands; of who waits'),
  rough_min: z
    .number()
    .int()
    .nullable()
    .describe('how long it takes yet, as roughly as the clinic’s pace tells'),
  at: instant,
  again_s: z.number().int().describe('ask again after so long'),
  demo: z.boolean(),
})
export type OwnTicket = z.infer<typeof ownTicket>
