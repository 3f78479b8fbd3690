/**
 * Webhooks: what a program is told over HTTPS when something happens here. Signed as Standard Webhooks 1.0 asks
 * (standardwebhooks.com). Without names, but where the receiver was granted them. docs/webhooks.md
 */
import { z } from 'zod'
import type { OutboundKind } from './commands/interfaces.ts'
import { disposition, encounterClass, instant, sex } from './terms.ts'

/** The events, each beside the ADT event that tells HL7 receivers of the same fact. */
export const eventOfKind = {
  A01: 'visit.admitted',
  A02: 'visit.moved',
  A03: 'visit.discharged',
  A08: 'visit.changed',
  A11: 'visit.admission_cancelled',
  A12: 'visit.move_cancelled',
  A13: 'visit.discharge_cancelled',
  A17: 'visit.exchanged',
  A20: 'bed.changed',
} as const satisfies Record<OutboundKind, string>

export const webhookEvent = z.enum(Object.values(eventOfKind))
export type WebhookEvent = z.infer<typeof webhookEvent>
export const webhookEvents = webhookEvent.options
/** What `interfaces/send-test` sends. */
export const TEST_EVENT = 'webhook.test'

const place = z
  .object({ unit: z.string(), room: z.string().nullable(), bed: z.string().nullable() })
  .nullable()
  .describe('codes, as laid out; null: nowhere yet')

export const webhookVisit = z.object({
  encounter_id: z.number().int().describe('of Wardroom, the same as long as the visit lasts'),
  class: encounterClass,
  place: place.describe('where they are, or were last'),
  since: instant.nullable().describe('since when they are there'),
  started_at: instant,
  expected_discharge_at: instant.nullable(),
  ended_at: instant.nullable(),
  names: z
    .object({
      visit: z.string().nullable().describe('visit number'),
      mrn: z.string(),
      family: z.string(),
      given: z.string(),
      birth_date: z.iso.date().nullable(),
      sex,
      hidden: z.boolean().describe('asked for no information: nothing of them is to be told on'),
      disposition: disposition.nullable().describe('how the visit ended'),
    })
    .optional()
    .describe('only for a receiver that was granted names'),
})

export const webhookBed = z.object({
  place,
  status: z
    .enum(['occupied', 'unoccupied', 'housekeeping', 'closed', 'contaminated', 'isolated'])
    .describe('HL7 table 0116, in words'),
})
export type WebhookBed = z.infer<typeof webhookBed>

const site = z.string().describe('code of the site')
const saying = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z.object({
    type: z.literal(type),
    timestamp: instant.describe('when it happened'),
    data: z.object({ site, ...data }),
  })
const visit = { visit: webhookVisit }
const moved = { ...visit, from: place.describe('where they were told to be before') }

/** The body of each event, by its name. */
export const webhookBodies = {
  'visit.admitted': saying('visit.admitted', visit),
  'visit.moved': saying('visit.moved', moved),
  'visit.discharged': saying('visit.discharged', visit),
  'visit.changed': saying('visit.changed', visit),
  'visit.admission_cancelled': saying('visit.admission_cancelled', visit),
  'visit.move_cancelled': saying('visit.move_cancelled', moved),
  'visit.discharge_cancelled': saying('visit.discharge_cancelled', visit),
  'visit.exchanged': saying('visit.exchanged', {
    visits: z.array(webhookVisit).length(2).describe('two who changed beds, at once'),
  }),
  'bed.changed': saying('bed.changed', { bed: webhookBed }),
  [TEST_EVENT]: saying(TEST_EVENT, {}),
} as const satisfies Record<WebhookEvent | typeof TEST_EVENT, z.ZodType>
export type WebhookBody = {
  [E in keyof typeof webhookBodies]: z.infer<(typeof webhookBodies)[E]>
}[keyof typeof webhookBodies]

/** Plain HTTP can be read on the way: only to this machine, where a developer tries it. */
export function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  return (
    (protocol === 'https:' || (protocol === 'http:' && local)) &&
    username + password + hash === '' &&
    hostname !== ''
  )
}
