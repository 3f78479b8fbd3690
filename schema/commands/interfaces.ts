/** What may be asked about the systems around us: what they call our places, and what they are told. */
import { z } from 'zod'
import { placeCode, siteCode } from '../terms.ts'
import { isWebhookUrl, webhookEvent, webhookEvents } from '../webhooks.ts'

/** ADT events a receiver can be told of. */
export const outboundKinds = ['A01', 'A02', 'A03', 'A08', 'A11', 'A12', 'A13', 'A17', 'A20'] as const
export const outboundKind = z.enum(outboundKinds)
export type OutboundKind = z.infer<typeof outboundKind>

const name = z.string().max(227)
const receiver_id = z.number().int()
const outbound_id = z.number().int()
const location = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe('as the sender writes it, "unit^room^bed"; a unit alone stands for its beds as well')

/** One message a receiver will never take must not hold back the beds of everybody else. */
const on_reject = z
  .enum(['go-on', 'stop'])
  .default('go-on')
  .describe('what it rejects is parked; the rest goes on, or waits until somebody resends or skips it')
const secret = z.string().optional().describe('told once; a repeat of the same request has none')

export const receiverSettings = z
  .object({
    site: siteCode.describe('the site it is told of'),
    name: z.string().trim().min(1).max(60).describe('what people here call it; the key'),
    host: z.string().trim().min(1).max(253),
    port: z.number().int().min(1).max(65535),
    application: name.describe('MSH-5, and MSH-3 of what it sends itself: it is not told its own'),
    facility: name.default('').describe('MSH-6'),
    kinds: z
      .array(outboundKind)
      .min(1)
      .default([...outboundKinds]),
    encoding: z.enum(['UTF-8', 'ISO-8859-1']).default('UTF-8'),
    on_reject,
    active: z.boolean().default(true),
  })
  .strict()
export type ReceiverSettings = z.infer<typeof receiverSettings>

export const webhookSettings = z
  .object({
    site: siteCode.describe('the site it is told of'),
    name: z.string().trim().min(1).max(60).describe('what people here call it; the key'),
    url: z
      .string()
      .trim()
      .max(2000)
      .refine(isWebhookUrl, 'an https:// address, without a password in it; http:// only on this machine'),
    events: z
      .array(webhookEvent)
      .min(1)
      .default([...webhookEvents]),
    names: z.boolean().default(false).describe('whether it is told who: names, MRN, birth date'),
    on_reject,
    active: z.boolean().default(true),
  })
  .strict()
export type WebhookSettings = z.infer<typeof webhookSettings>

export const interfaces = {
  'map-location': {
    summary: "A sender's word for a place is this unit or bed of ours; said again, it replaces what was said",
    input: z
      .object({
        application: name.describe('MSH-3.1 of the sender'),
        facility: name.describe('MSH-4.1'),
        location,
        unit: placeCode.optional(),
        bed: placeCode.optional(),
      })
      .strict()
      .refine((to) => to.unit !== undefined || to.bed !== undefined, 'a unit or a bed'),
    result: z.object({ location_alias_id: z.number().int(), site: z.string() }),
  },
  'unmap-location': {
    summary: "A sender's word for a place means nothing special any more",
    input: z.object({ location_alias_id: z.number().int() }).strict(),
    result: z.object({ location_alias_id: z.number().int() }),
  },
  'set-receiver': {
    summary: 'A system that is told over MLLP what happens at a site',
    input: receiverSettings,
    result: z.object({ receiver_id }),
  },
  'set-webhook': {
    summary: 'A program that is told over HTTPS what happens at a site, signed (docs/webhooks.md)',
    input: webhookSettings,
    result: z.object({ receiver_id, secret }),
  },
  'renew-secret': {
    summary: 'A webhook is signed with a new secret; for a while with the one before it as well',
    input: z
      .object({
        receiver_id,
        keep_hours: z
          .number()
          .int()
          .min(0)
          .max(168)
          .default(24)
          .describe('for so long is the one before it good; 0: it is over at once'),
      })
      .strict(),
    result: z.object({ receiver_id, secret }),
  },
  'send-test': {
    summary: 'Tell a webhook that this is a test, behind everything that waits',
    input: z.object({ receiver_id }).strict(),
    result: z.object({ outbound_id }),
  },
  resend: {
    summary: 'Tell it once more, before everything that waits behind it; a message that was skipped too',
    input: z.object({ outbound_id }).strict(),
    result: z.object({ outbound_id }),
  },
  skip: {
    summary: 'Do not tell it: the rest goes on without it',
    input: z.object({ outbound_id, why: z.string().trim().min(1).max(500) }).strict(),
    result: z.object({ outbound_id }),
  },
} as const
