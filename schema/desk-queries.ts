/** What the registration desk may ask. */
import { z } from 'zod'
import { consentKind, consentSayer, phone } from './commands/patients.ts'
import { likenessReason } from './duplicates.ts'
import { calendarDate, encounterClass, instant, privacyWish, sex, siteCode } from './terms.ts'

const id = z.coerce.number().int().positive()
const person = {
  patient_id: z.number().int(),
  family: z.string(),
  given: z.string(),
  birth_date: calendarDate.nullable(),
}

export const deskQueries = {
  duplicates: {
    summary: 'Whom the site knows that somebody described may be, the likeliest first, each with why',
    input: z
      .object({
        site: siteCode,
        family: z.string().trim().max(200).default(''),
        given: z.string().trim().max(200).default(''),
        birth_date: calendarDate.optional(),
        sex: sex.default('unknown'),
        phone: phone.optional(),
        number: z.string().trim().min(1).max(80).optional().describe('an MRN or another number of theirs'),
      })
      .strict(),
    result: z.object({
      duplicates: z.array(
        z.object({
          ...person,
          sex,
          phone: z.string().nullable(),
          mrn: z.string(),
          points: z.number().int(),
          why: z.array(likenessReason),
        }),
      ),
    }),
  },
  patient: {
    summary: 'One patient as the desk needs them; a merged record answers as the one it was merged into',
    input: z.object({ site: siteCode, patient_id: id }).strict(),
    result: z.object({
      ...person,
      sex,
      privacy: privacyWish,
      phone: z.string().nullable(),
      identifiers: z.array(z.object({ authority: z.string(), value: z.string() })),
      insurance: z.array(
        z.object({
          insurance_id: z.number().int(),
          payer: z.string(),
          policy: z.string(),
          valid_until: calendarDate.nullable(),
          noted_at: instant,
          noted_by: z.string(),
        }),
      ),
      /** The latest of each kind. */
      consents: z.array(
        z.object({
          kind: consentKind,
          given: z.boolean(),
          said_by: consentSayer,
          said_name: z.string().nullable(),
          said_at: instant,
          noted_by: z.string(),
        }),
      ),
      /** Records merged into this one, which may be parted again. */
      merged: z.array(
        z.object({
          ...person,
          merged_at: instant,
          merged_by: z.string(),
          encounters: z.number().int().describe('visits it brought'),
        }),
      ),
      /** Open ones first, then the latest. */
      visits: z.array(
        z.object({
          encounter_id: z.number().int(),
          class: encounterClass,
          mrn: z.string(),
          started_at: instant,
          ended_at: instant.nullable(),
          awaited: z.boolean(),
          expected_arrival_at: instant.nullable(),
          unit: z.string().nullable(),
          bed: z.string().nullable(),
        }),
      ),
    }),
  },
  expected: {
    summary: 'Who is expected today or tomorrow and has not come, those overdue first',
    input: z.object({ site: siteCode }).strict(),
    result: z.object({
      expected: z.array(
        z.object({
          encounter_id: z.number().int(),
          patient_id: z.number().int(),
          name: z.string().nullable().describe('null: masked, see reveal'),
          masked: z.boolean(),
          mrn: z.string(),
          birth_date: calendarDate.nullable(),
          class: encounterClass,
          expected_arrival_at: instant.nullable(),
        }),
      ),
    }),
  },
} as const
