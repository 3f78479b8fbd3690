/** What may be asked of registration. */
import { z } from 'zod'
import { phoneDigits } from '../duplicates.ts'
import { calendarDate, instant, privacyWish, sex, siteCode } from '../terms.ts'

export const identifier = z.object({
  authority: z.string().trim().min(1).max(80).describe('who issued it; the site code for its own MRNs'),
  value: z.string().trim().min(1).max(80),
})
export type Identifier = z.infer<typeof identifier>

/** As people write it; three digits at the least. */
export const phone = z
  .string()
  .trim()
  .max(40)
  .regex(/^[+\d][\d ()./-]*$/, 'digits, and + ( ) . / - between them')
  .refine((text) => phoneDigits(text).length >= 3, 'three digits at the least')

export const consentKind = z.enum(['treatment', 'data-sharing', 'research', 'teaching', 'photography'])
export type ConsentKind = z.infer<typeof consentKind>
/** Who said it; a parent, guardian or representative may be named. */
export const consentSayer = z.enum(['patient', 'parent', 'guardian', 'representative'])

const demographics = {
  family: z.string().trim().max(200),
  given: z.string().trim().max(200),
  birth_date: calendarDate.nullable(),
  sex,
  privacy: privacyWish,
}

export const patients = {
  register: {
    summary: 'Register a patient',
    input: z
      .object({
        site: siteCode,
        mrn: z.string().trim().min(1).max(80).optional().describe('left out: the site gives the next one'),
        identifiers: z.array(identifier).max(20).default([]),
        family: demographics.family.min(1),
        given: demographics.given.default(''),
        birth_date: demographics.birth_date.default(null),
        sex: demographics.sex.default('unknown'),
        privacy: demographics.privacy.default('normal'),
        phone: phone.optional(),
      })
      .strict(),
    result: z.object({ patient_id: z.number().int(), mrn: z.string() }),
  },
  update: {
    summary: 'Correct what is known of a patient; fields left out stay as they are',
    input: z
      .object({
        patient_id: z.number().int(),
        family: demographics.family.min(1).optional(),
        given: demographics.given.optional(),
        birth_date: demographics.birth_date.optional(),
        sex: demographics.sex.optional(),
        privacy: demographics.privacy.optional(),
        phone: phone.nullable().optional().describe('null: they have none any more'),
      })
      .strict(),
    result: z.object({ patient_id: z.number().int() }),
  },
  merge: {
    summary: 'Two records are one person: the second lives on, the first still finds it',
    input: z.object({ patient_id: z.number().int(), into_patient_id: z.number().int() }).strict(),
    result: z.object({ patient_id: z.number().int() }),
  },
  unmerge: {
    summary:
      'Two records that were made one are two people after all: the visits the merge brought go back with their record',
    input: z
      .object({
        patient_id: z.number().int().describe('the record that was merged into another'),
        why: z.string().trim().min(1).max(500),
      })
      .strict(),
    result: z.object({
      patient_id: z.number().int(),
      from_patient_id: z.number().int(),
      encounters: z.number().int().describe('visits that went back with it'),
    }),
  },
  'note-insurance': {
    summary: 'Who pays for a patient; the same policy again corrects until when it is valid',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        payer: z.string().trim().min(1).max(200),
        policy: z.string().trim().min(1).max(80),
        valid_until: calendarDate.nullable().default(null),
      })
      .strict(),
    result: z.object({ insurance_id: z.number().int() }),
  },
  'end-insurance': {
    summary: 'An insurance holds no longer; that it did stays on record',
    input: z.object({ patient_id: z.number().int(), insurance_id: z.number().int() }).strict(),
    result: z.object({ insurance_id: z.number().int() }),
  },
  'note-consent': {
    summary: 'What a patient agreed to or refused, and who said so; the latest of a kind holds',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        kind: consentKind,
        given: z.boolean().describe('false: refused'),
        said_by: consentSayer.default('patient'),
        said_name: z.string().trim().min(1).max(200).nullable().default(null),
        at: instant.optional().describe('when it was said; left out: now'),
      })
      .strict(),
    result: z.object({ consent_id: z.number().int() }),
  },
  link: {
    summary: 'Two records are one person and stay two records',
    input: z.object({ patient_id: z.number().int(), other_patient_id: z.number().int() }).strict(),
    result: z.object({ patient_link_id: z.number().int() }),
  },
  unlink: {
    summary: 'Two records that were linked are two people after all',
    input: z.object({ patient_id: z.number().int(), other_patient_id: z.number().int() }).strict(),
    result: z.object({ patient_link_id: z.number().int() }),
  },
  'change-identifier': {
    summary: 'A number was wrong: this one takes its place, and the old one finds the patient no longer',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        from: identifier.strict(),
        to: identifier.strict(),
      })
      .strict(),
    result: z.object({ patient_id: z.number().int() }),
  },
} as const
