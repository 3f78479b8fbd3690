/** What may be asked when a hospital is set up: its site, units, rooms, beds, devices and senders. */
import { z } from 'zod'
import { bedFeature, placeCode, sexRule, siteCode, unitKind } from '../terms.ts'

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const siteLayout = z
  .object({
    site: siteCode,
    name: z.string().trim().min(1).max(100),
    time_zone: z.string().refine(isTimeZone, 'an IANA time zone, such as Europe/London'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code, such as EUR'),
    locale: z.string().min(2).max(20).default('en'),
    conflict_after_s: z
      .number()
      .int()
      .min(0)
      .default(600)
      .describe('a sensor that disagrees this long is shown'),
    silent_after_s: z
      .number()
      .int()
      .min(5)
      .default(180)
      .describe('a device not heard for this long is silent'),
    units: z
      .array(
        z
          .object({
            unit: placeCode,
            name: z.string().trim().min(1).max(100),
            kind: unitKind,
            rooms: z
              .array(
                z
                  .object({
                    room: placeCode,
                    beds: z
                      .array(
                        z
                          .object({
                            bed: placeCode.describe('unique in the site'),
                            features: z.array(bedFeature).default([]),
                            sex_rule: sexRule.default('any'),
                            staffed: z.boolean().default(true),
                            sensor: placeCode
                              .optional()
                              .describe('code of its bed sensor, as in its MQTT topic'),
                          })
                          .strict(),
                      )
                      .max(100),
                  })
                  .strict(),
              )
              .max(500),
          })
          .strict(),
      )
      .max(500),
  })
  .strict()
export type SiteLayout = z.infer<typeof siteLayout>

/** A component of PV1-3 (PL): 1 point of care, 2 room, 3 bed, 4 facility, … */
const component = z.number().int().min(1).max(11)

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
    charset: z
      .string()
      .max(40)
      .nullable()
      .default(null)
      .describe('when MSH-18 is empty; null: UTF-8, and Latin-1 if it is not valid UTF-8'),
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
  'set-sender': {
    summary: 'How the messages of one HL7 sender are to be read',
    input: senderSettings,
    result: z.object({ sender_id: z.number().int() }),
  },
} as const
