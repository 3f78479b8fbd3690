/** What may be asked of the clinics of outpatients: numbers are given out, called, and it is said what came of it. */
import { z } from 'zod'
import { ticketPriority } from '../clinics.ts'
import { placeCode, siteCode } from '../terms.ts'

const ticket_id = z.number().int()
const clinic = placeCode.describe('its code')
const room = z.string().trim().min(1).max(24)
const code = z
  .string()
  .optional()
  .describe('what the slip’s QR code holds, told once; a repeat of the same request has none')
const ofTicket = z.object({ ticket_id, number: z.string() })
const onlyTicket = z.object({ ticket_id }).strict()

export const clinics = {
  'set-clinic': {
    summary: 'A clinic, new or as it is from now on: its rooms, and the letter its numbers begin with',
    input: z
      .object({
        site: siteCode,
        code: placeCode,
        name: z.string().trim().min(1).max(60),
        letter: z.string().regex(/^[A-Z]{1,2}$/, 'one or two capital letters'),
        rooms: z
          .array(room)
          .min(1)
          .max(40)
          .refine((rooms) => new Set(rooms).size === rooms.length, 'each once'),
        unit: placeCode.nullable().default(null).describe('whose it is; null: of the whole site'),
        head_start_min: z
          .number()
          .int()
          .min(0)
          .max(240)
          .default(30)
          .describe('elderly and disabled people go before those who came up to so much before them'),
        open: z.boolean().default(true).describe('whether it gives out numbers'),
        position: z.number().int().min(0).max(9999).default(0),
      })
      .strict(),
    result: z.object({ clinic_id: z.number().int() }),
  },
  take: {
    summary: 'A number for somebody who waits for a clinic, today',
    input: z
      .object({
        site: siteCode,
        clinic,
        priority: ticketPriority.default('routine'),
        encounter_id: z.number().int().nullable().default(null).describe('null: nobody needs to know who'),
      })
      .strict(),
    result: ofTicket.extend({ code }),
  },
  'new-slip': {
    summary: 'The slip is lost: another code for the same number; the old one opens nothing any more',
    input: onlyTicket,
    result: ofTicket.extend({ code }),
  },
  'call-next': {
    summary: 'Whoever is next is called to a room; who is inside there is done',
    input: z.object({ site: siteCode, clinic, room }).strict(),
    result: ofTicket.extend({
      finished_ticket_id: ticket_id.nullable().describe('who was inside and is done; null: nobody was'),
    }),
  },
  call: {
    summary: 'This number is called: out of turn, once more, or again though they did not come',
    input: z
      .object({ ticket_id, room: room.optional().describe('left out: where they were called to') })
      .strict(),
    result: ofTicket,
  },
  'come-in': {
    summary: 'They came, and are inside; or are inside still, and it was wrong that they are done',
    input: onlyTicket,
    result: ofTicket,
  },
  finish: { summary: 'They are done here', input: onlyTicket, result: ofTicket },
  absent: { summary: 'They were called, and did not come', input: onlyTicket, result: ofTicket },
  leave: { summary: 'They have gone, and wait no more', input: onlyTicket, result: ofTicket },
  'put-back': {
    summary: 'They wait after all, where they were in the queue: what was said last was wrong',
    input: onlyTicket,
    result: ofTicket,
  },
  transfer: {
    summary: 'They wait for another clinic of the site from now on, with the number they have',
    input: z.object({ ticket_id, clinic }).strict(),
    result: ofTicket,
  },
  prioritise: {
    summary: 'They are to be called sooner, or not sooner after all',
    input: z.object({ ticket_id, priority: ticketPriority }).strict(),
    result: ofTicket,
  },
} as const
