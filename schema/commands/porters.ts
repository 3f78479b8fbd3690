/** What may be asked of the porters: a patient, a thing or a specimen brought from here to there. */
import { z } from 'zod'
import { jobPriority, pauseReason, person, porterLoad, porterNeed } from '../jobs.ts'
import { instant, placeCode, siteCode } from '../terms.ts'

/** A unit, or a bed (which says the unit). */
const end = z
  .object({ unit: placeCode.optional(), bed: placeCode.optional() })
  .strict()
  .refine(({ unit, bed }) => unit !== undefined || bed !== undefined, 'a unit or a bed')

const job = { porter_job_id: z.number().int(), at: instant.optional() }
const moved = z.object({ porter_job_id: z.number().int() })

export const porters = {
  ask: {
    summary: 'Ask for a porter',
    input: z
      .object({
        site: siteCode,
        what: porterLoad,
        from: end,
        to: end,
        encounter_id: z.number().int().nullable().default(null),
        needs: z.array(porterNeed).default([]),
        priority: jobPriority.default('routine'),
        at: instant.optional(),
      })
      .strict(),
    result: moved,
  },
  assign: {
    summary: 'Give a porter job to somebody, or (null) to nobody',
    input: z.object({ ...job, to: person.nullable(), instead: z.boolean().default(false) }).strict(),
    result: moved,
  },
  start: { summary: 'The porter is on the way', input: z.object(job).strict(), result: moved },
  pause: {
    summary: 'A porter job stops for a while, for a reason',
    input: z.object({ ...job, reason: pauseReason }).strict(),
    result: moved,
  },
  resume: { summary: 'A porter job goes on', input: z.object(job).strict(), result: moved },
  finish: { summary: 'Brought where it belongs', input: z.object(job).strict(), result: moved },
  prioritise: {
    summary: 'Say how much of a hurry a porter job is in',
    input: z.object({ ...job, priority: jobPriority }).strict(),
    result: moved,
  },
  cancel: {
    summary: 'The porter is not needed after all',
    input: z.object({ ...job, why: z.string().trim().min(1).max(500) }).strict(),
    result: moved,
  },
} as const
