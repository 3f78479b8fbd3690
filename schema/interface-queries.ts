/** What a console may ask about the systems around us: the doors, what they call our places, and who is told. */
import { z } from 'zod'
import { senderSettings } from './commands/hospital.ts'
import { receiverSettings, webhookSettings } from './commands/interfaces.ts'
import { instant, siteCode } from './terms.ts'

/** How it stands with one that is told. */
const standing = {
  receiver_id: z.number().int(),
  waiting: z.number().int().describe('not told yet'),
  parked: z.number().int().describe('it said no; a person sends again or skips'),
  last_taken_at: instant.nullable(),
  last_error: z.string().nullable().describe('of the oldest that is not taken'),
}

export const interfaceQueries = {
  doors: {
    summary: 'Where other systems and devices come in, and a bed to try them on',
    input: z.object({}).strict(),
    result: z.object({
      hl7_port: z.number().int(),
      /** Where devices connect: host null, where this server is reached; else the hospital's own broker. */
      mqtt: z.object({ tls: z.boolean(), host: z.string().nullable(), port: z.number().int() }),
      /** A bed that is ready, with its sensor's code where it has one; null: there is none. */
      bed: z
        .object({
          site: z.string(),
          unit: z.string(),
          room: z.string(),
          bed: z.string(),
          sensor: z.string().nullable(),
        })
        .nullable(),
    }),
  },
  locations: {
    summary: 'What senders call our places, where somebody has said so: their words, our unit or bed',
    input: z.object({ site: siteCode.optional() }).strict(),
    result: z.object({
      locations: z.array(
        z.object({
          location_alias_id: z.number().int(),
          site: z.string(),
          application: z.string(),
          facility: z.string(),
          location: z.string(),
          unit: z.string(),
          bed: z.string().nullable(),
          made_at: instant,
          made_by: z.string(),
        }),
      ),
    }),
  },
  senders: {
    summary:
      'How the messages of each HL7 sender are read, and which wait because nothing said whose they are',
    input: z
      .object({ site: siteCode.optional() })
      .strict()
      .describe('waiting: of all, for their site is unknown'),
    result: z.object({
      senders: z.array(
        senderSettings.extend({ sender_id: z.number().int(), certificates: z.array(z.string()) }),
      ),
      waiting: z.array(
        z.object({
          application: z.string(),
          facility: z.string(),
          reason: z.string().describe('of the oldest: what POST /api/replay wants to hear'),
          messages: z.number().int(),
          last_at: instant.describe('when the newest came'),
          known: z.boolean().describe('it has been set since: its messages can be replayed'),
        }),
      ),
    }),
  },
  receivers: {
    summary: 'Which systems are told what happens at a site, and how it stands with each',
    input: z.object({ site: siteCode.optional() }).strict(),
    result: z.object({
      receivers: z.array(receiverSettings.extend(standing)),
      webhooks: z.array(
        webhookSettings.extend({
          ...standing,
          old_secret_until: instant.nullable().describe('so long is the secret before the last one good'),
        }),
      ),
    }),
  },
  'receiver-reached': {
    summary: "Whether a receiver's port can be reached from the server; nothing is said to it",
    input: z.object({ receiver_id: z.coerce.number().int().positive() }).strict(),
    result: z.object({
      found: z
        .enum(['reached', 'nobody-listens', 'no-such-host', 'no-answer'])
        .describe('nobody-listens: the machine is there, and refuses the port'),
      ms: z.number().int(),
    }),
  },
} as const
