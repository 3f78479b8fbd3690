/** What may be asked of registration. */
import { z } from 'zod'
import { calendarDate, privacyWish, sex, siteCode } from '../terms.ts'

export const identifier = z.object({
  authority: z.string().trim().min(1).max(80).describe('who issued it; the site code for its own MRNs'),
  value: z.string().trim().min(1).max(80),
})
export type Identifier = z.infer<typeof identifier>

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
      })
      .strict(),
    result: z.object({ patient_id: z.number().int() }),
  },
  merge: {
    summary: 'Two records are one person: the second lives on, the first still finds it',
    input: z.object({ patient_id: z.number().int(), into_patient_id: z.number().int() }).strict(),
    result: z.object({ patient_id: z.number().int() }),
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
