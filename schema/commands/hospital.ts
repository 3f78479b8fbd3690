/** What may be asked when a hospital is set up: its site, units, rooms, beds, devices and senders. */
import { z } from 'zod'
import { deviceCode } from '../devices/index.ts'
import { nameMask } from '../names.ts'
import { bedFeature, placeCode, sexRule, siteCode, unitKind } from '../terms.ts'

/** Whether it is a time zone's IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const goal = (what: string) =>
  z.number().int().min(1).max(1440).optional().describe(`goal of the turn clock [min]: ${what}`)

const bedLayout = z
  .object({
    bed: placeCode.describe('unique in the site'),
    features: z.array(bedFeature).optional(),
    sex_rule: sexRule.optional(),
    staffed: z
      .boolean()
      .optional()
      .describe('counts when the bed is new; left out: true, and false for a surge bed'),
    surge: z.boolean().optional().describe('opened only when a surge level says so'),
    sensor: deviceCode.optional().describe('code of its bed sensor, as in its MQTT topic'),
  })
  .strict()

const unitLayout = z
  .object({
    unit: placeCode,
    name: z.string().trim().min(1).max(100),
    kind: unitKind,
    specialties: z.array(z.string().trim().min(1).max(80)).max(30).optional(),
    zone: placeCode.nullable().optional().describe('who cleans and carries there; null: anyone'),
    auto_ask: z.boolean().optional().describe('cleaning is asked for by itself when a patient leaves'),
    dead_goal_min: goal('left to asked'),
    response_goal_min: goal('asked to started'),
    clean_goal_min: goal('started to finished'),
    turn_goal_min: goal('asked to finished'),
    fill_goal_min: goal('ready to occupied'),
    rooms: z.array(z.object({ room: placeCode, beds: z.array(bedLayout).max(100) }).strict()).max(500),
  })
  .strict()

/** A site, or part of one: what is left out stays as it is; of what is new it is what the description says. */
export const siteLayout = z
  .object({
    site: siteCode,
    name: z.string().trim().min(1).max(100),
    time_zone: z.string().refine(isTimeZone, 'an IANA time zone, such as Europe/London'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code, such as EUR'),
    locale: z.string().min(2).max(20).optional().describe('en for a new site'),
    conflict_after_s: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('a sensor that disagrees this long is shown; 600 for a new site'),
    silent_after_s: z
      .number()
      .int()
      .min(5)
      .optional()
      .describe('a device not heard for this long is silent; 180 for a new site'),
    same_day_counts: z
      .boolean()
      .optional()
      .describe(
        'admitted and discharged within a day is a patient day (national rules differ); false for a new site',
      ),
    units: z.array(unitLayout).max(500),
  })
  .strict()
export type SiteLayout = z.infer<typeof siteLayout>

/** A component of PV1-3 (PL): 1 point of care, 2 room, 3 bed, 4 facility, … */
const component = z.number().int().min(1).max(11)

const network = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'an address, or a network as 10.1.2.0/24')
  .describe('10.1.2.3, or 10.1.2.0/24')
/** As `openssl x509 -fingerprint -sha256` prints it; without the colons, or in small letters, it is the same. */
const fingerprint = z
  .string()
  .transform((text) => text.replaceAll(/[:\s]/g, '').toUpperCase())
  .refine((hex) => /^[0-9A-F]{64}$/.test(hex), 'a SHA-256 fingerprint: 64 hex digits')
  .transform((hex) => hex.replaceAll(/(..)(?=.)/g, '$1:'))

export const senderSettings = z
  .object({
    application: z.string().max(227).describe('MSH-3.1, or * for any'),
    facility: z.string().max(227).describe('MSH-4.1, or * for any'),
    site: siteCode.describe('the site its messages are about'),
    unit_component: component.default(1),
    room_component: component.default(2),
    bed_component: component.default(3),
    /** Which clock tells when an event happened: the first of these fields that holds a valid time. */
    clocks: z
      .array(z.enum(['EVN-6', 'EVN-2', 'MSH-7']))
      .min(1)
      .default(['EVN-6', 'EVN-2', 'MSH-7']),
    time_zone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone')
      .nullable()
      .default(null)
      .describe("for times without an offset; null: the site's"),
    /** What a quarantined message is answered: AE tells the sender, AA stops a sender that would resend for ever. */
    quarantine_answer: z.enum(['AE', 'AA']).default('AE'),
    reused_ids: z
      .boolean()
      .default(false)
      .describe('its control ids come again: the same MSH-10 with other content is a new message'),
    charset: z
      .string()
      .max(40)
      .nullable()
      .default(null)
      .describe('when MSH-18 is empty; null: UTF-8, and Latin-1 if it is not valid UTF-8'),
    addresses: z
      .array(network)
      .max(50)
      .default([])
      .describe('from where it sends: addresses or networks; none: from anywhere'),
    certificates: z
      .array(fingerprint)
      .max(10)
      .default([])
      .describe(
        'SHA-256 fingerprints of the certificates it shows, one of these over TLS; none: any, or none',
      ),
  })
  .strict()
export type SenderSettings = z.infer<typeof senderSettings>

export const hospital = {
  'lay-out': {
    summary: 'Set up a site with its units, rooms and beds, or add to and correct it; nothing is removed',
    input: siteLayout,
    result: z.object({
      site: z.string(),
      units: z.number().int(),
      beds: z.number().int(),
      devices: z.number().int(),
    }),
  },
  'mask-names': {
    summary: 'Whose names consoles of a site mask, and whether who reveals one says why',
    input: z.object({ site: siteCode, masked: nameMask, reason: z.boolean() }).strict(),
    result: z.object({ was: z.object({ masked: nameMask, reason: z.boolean() }) }),
  },
  'set-sender': {
    summary: 'How the messages of one HL7 sender are to be read',
    input: senderSettings,
    result: z.object({ sender_id: z.number().int() }),
  },
} as const
