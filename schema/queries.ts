/**
 * What a console may ask once, over HTTP GET, beside the live boards: stories, searches, one message whole.
 * `GET /api/<path>` with the input as query string (numbers and booleans as text).
 */
import { z } from 'zod'
import { absenceKind } from './commands/visits.ts'
import { auditQueries } from './audit-queries.ts'
import { deskQueries } from './desk-queries.ts'
import { interfaceQueries } from './interface-queries.ts'
import { peopleQueries } from './people-queries.ts'
import { wallQueries } from './wall-queries.ts'
import { tokenQueries } from './token-queries.ts'
import { nameQueries } from './name-queries.ts'
import { nameMask } from './names.ts'
import { jobRole } from './jobs.ts'
import { barrierKind } from './leaving.ts'
import {
  calendarDate,
  disposition,
  door,
  encounterClass,
  instant,
  messageOutcome,
  placeCode,
  privacyWish,
  sex,
  siteCode,
  unitKind,
} from './terms.ts'

const id = z.coerce.number().int().positive()

export const act = z.object({
  act_id: z.number().int(),
  at: instant,
  door,
  who: z.string(),
  command: z.string().describe('department/verb'),
  input: z.unknown(),
})

export const queries = {
  sites: {
    summary: 'The sites and their units',
    input: z.object({}).strict(),
    result: z.object({
      sites: z.array(
        z.object({
          site: z.string(),
          name: z.string(),
          time_zone: z.string(),
          currency: z.string(),
          locale: z.string(),
          names_masked: nameMask.describe('whose names consoles mask'),
          reveal_needs_reason: z.boolean().describe('who reveals a name says why'),
          units: z.array(
            z.object({
              unit: z.string(),
              name: z.string(),
              kind: unitKind,
              specialties: z.array(z.string()),
              zone: z.string().nullable().describe('who cleans and carries there; null: anyone'),
              beds: z.number().int(),
            }),
          ),
        }),
      ),
    }),
  },
  'bed-story': {
    summary: 'What happened to a bed lately, newest first: stays, turnovers, and who did what',
    input: z
      .object({ site: siteCode, bed: placeCode, limit: z.coerce.number().int().min(1).max(500).default(100) })
      .strict(),
    result: z.object({
      site: z.string(),
      unit: z.string(),
      bed: z.string(),
      stays: z.array(
        z.object({
          encounter_id: z.number().int(),
          name: z.string().nullable().describe('null: masked, see reveal'),
          masked: z.boolean(),
          mrn: z.string(),
          began_at: instant,
          ended_at: instant.nullable(),
          cancelled_at: instant.nullable(),
        }),
      ),
      turnovers: z.array(
        z.object({
          vacated_at: instant.nullable(),
          asked_at: instant.nullable(),
          started_at: instant.nullable(),
          finished_at: instant.nullable(),
          cancelled_at: instant.nullable(),
          cancelled_why: z.string().nullable(),
        }),
      ),
      acts: z.array(act),
    }),
  },
  patients: {
    summary: 'Find patients by name, MRN or another identifier, birth date or telephone number',
    input: z.object({ site: siteCode, find: z.string().trim().min(1).max(100) }).strict(),
    result: z.object({
      patients: z.array(
        z.object({
          patient_id: z.number().int(),
          family: z.string(),
          given: z.string(),
          birth_date: calendarDate.nullable(),
          sex,
          privacy: privacyWish,
          phone: z.string().nullable(),
          identifiers: z.array(z.object({ authority: z.string(), value: z.string() })),
          /** The encounter open now at this site, if any. */
          encounter: z
            .object({
              encounter_id: z.number().int(),
              class: encounterClass,
              unit: z.string().nullable(),
              bed: z.string().nullable(),
            })
            .nullable(),
        }),
      ),
    }),
  },
  waiting: {
    summary: 'Open encounters of a site without a bed: in a unit, or nowhere yet',
    input: z.object({ site: siteCode }).strict(),
    result: z.object({
      waiting: z.array(
        z.object({
          encounter_id: z.number().int(),
          patient_id: z.number().int(),
          name: z.string().nullable().describe('null: masked, see reveal'),
          masked: z.boolean(),
          mrn: z.string(),
          sex,
          class: encounterClass,
          unit: z.string().nullable(),
          since: instant,
        }),
      ),
    }),
  },
  ...deskQueries,
  ...interfaceQueries,
  ...peopleQueries,
  ...auditQueries,
  ...wallQueries,
  ...tokenQueries,
  ...nameQueries,
  message: {
    summary: 'One message from outside, whole, as it came',
    input: z
      .object({
        key: z
          .string()
          .regex(/^[md]\d+$/)
          .describe('its key on the inbox board'),
      })
      .strict(),
    result: z.object({
      key: z.string(),
      door: z.enum(['hl7', 'mqtt']),
      received_at: instant,
      sender: z.string(),
      kind: z.string(),
      control_id: z.string().nullable(),
      version: z.string().nullable(),
      outcome: messageOutcome,
      reason: z.string().nullable(),
      answer: z.string().nullable(),
      repeats: z.number().int(),
      text: z.string().describe('decoded; bytes that are no text as \\xNN'),
      /** A place it names that nobody knows: the sender's words for it, and how many wait for the same reason. */
      unplaced: z
        .object({
          application: z.string(),
          facility: z.string(),
          location: z.string(),
          waiting: z.number().int(),
        })
        .nullable(),
      acts: z.array(act),
    }),
  },
  'devices-heard': {
    summary: 'When each device was last heard, to the second',
    input: z.object({ site: siteCode.optional() }).strict(),
    result: z.object({ heard: z.array(z.object({ key: z.string(), heard_at: instant })) }),
  },
  device: {
    summary: 'One device: its latest values, what was refused of it and why, what of it never came',
    input: z
      .object({
        key: z
          .string()
          .max(120)
          .regex(/^(d\d+|s:[^/]+\/[^/]+\/[^/]+)$/)
          .describe('its key on the board of devices'),
      })
      .strict(),
    result: z.object({
      key: z.string(),
      heard_at: instant.nullable(),
      channels: z.array(
        z.object({
          channel: z.string(),
          value: z.record(z.string(), z.unknown()),
          changed_at: instant.describe('so since, by our clock'),
          said_at: instant.describe('device says'),
          boot: z.string(),
          seq: z.number().int(),
        }),
      ),
      gaps: z.array(
        z.object({
          boot: z.string(),
          after_seq: z.number().int(),
          before_seq: z.number().int(),
          missing: z.number().int().nullable().describe('null: not yet told from what is only late'),
          noticed_at: instant,
        }),
      ),
      reasons: z.array(z.object({ reason: z.string(), count: z.number().int(), last_at: instant })),
      /** What it was given to sign in with, newest first; what was told of it is nowhere. */
      credentials: z.array(
        z.object({
          how: z.enum(['issued', 'claimed']),
          issued_at: instant,
          issued_by: z.string(),
          first_used_at: instant.nullable(),
          ends_at: instant.nullable().describe('it has a successor, and is good until then'),
          revoked_at: instant.nullable(),
          revoked_by: z.string().nullable(),
          revoked_why: z.string().nullable(),
        }),
      ),
      /** Who came under its name within the hour with a code that may stand on a device: it can be claimed by that. */
      knocks: z.array(z.object({ address: z.string().nullable(), first_at: instant, last_at: instant })),
      letters: z.array(
        z.object({
          key: z.string().describe('its key on the inbox'),
          received_at: instant,
          topic: z.string(),
          reason: z.string(),
        }),
      ),
    }),
  },
  encounter: {
    summary: 'One encounter: who, where, and who did what',
    input: z.object({ encounter_id: id }).strict(),
    result: z.object({
      encounter_id: z.number().int(),
      patient_id: z.number().int(),
      site: z.string(),
      name: z.string().nullable().describe('null: masked, see reveal'),
      masked: z.boolean(),
      mrn: z.string(),
      sex,
      birth_date: calendarDate.nullable(),
      privacy: privacyWish,
      class: encounterClass,
      visit: z.string().nullable(),
      started_at: instant,
      ended_at: instant.nullable(),
      cancelled_at: instant.nullable(),
      cancelled_why: z.string().nullable(),
      expected_discharge_at: instant.nullable(),
      disposition: disposition.nullable(),
      discharge_ordered_at: instant.nullable(),
      discharge_ordered_by: z.string().nullable(),
      ready_to_leave_at: instant.nullable(),
      ready_to_leave_by: z.string().nullable(),
      no_criteria_since: instant.nullable(),
      /** Every saying of the expected date, in the order they were said; null: taken back. */
      expected: z.array(z.object({ said_at: instant, said_by: z.string(), expected_at: instant.nullable() })),
      barriers: z.array(
        z.object({
          barrier_id: z.number().int(),
          kind: barrierKind,
          note: z.string().nullable(),
          owner: z.string().nullable(),
          due_at: instant.nullable(),
          raised_at: instant,
          raised_by: z.string(),
          cleared_at: instant.nullable(),
          cleared_by: z.string().nullable(),
          cancelled_at: instant.nullable(),
          cancelled_by: z.string().nullable(),
          cancelled_why: z.string().nullable(),
        }),
      ),
      /** Where they were while their bed stayed theirs. */
      absences: z.array(
        z.object({
          absence_id: z.number().int(),
          kind: absenceKind,
          place: z.string().nullable(),
          began_at: instant,
          expected_at: instant.nullable(),
          ended_at: instant.nullable(),
          said_by: z.string(),
          cancelled_at: instant.nullable(),
          cancelled_by: z.string().nullable(),
          cancelled_why: z.string().nullable(),
        }),
      ),
      stays: z.array(
        z.object({
          unit: z.string(),
          bed: z.string().nullable(),
          began_at: instant,
          ended_at: instant.nullable(),
          cancelled_at: instant.nullable(),
        }),
      ),
      acts: z.array(act),
    }),
  },
  shifts: {
    summary: 'Who of the cleaners and porters is at work, and how many jobs each has',
    input: z.object({ site: siteCode }).strict(),
    result: z.object({
      shifts: z.array(
        z.object({
          person: z.string(),
          role: jobRole,
          zone: z.string().nullable(),
          began_at: instant,
          ends_at: instant.nullable(),
          jobs: z.number().int(),
        }),
      ),
    }),
  },
} as const
export type QueryName = keyof typeof queries
export type QueryInput<Q extends QueryName> = z.output<(typeof queries)[Q]['input']>
export type QueryResult<Q extends QueryName> = z.output<(typeof queries)[Q]['result']>
