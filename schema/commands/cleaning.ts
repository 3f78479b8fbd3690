/** What may be asked of housekeeping: the turn of a bed. */
import { z } from 'zod'
import { pauseReason, person } from '../jobs.ts'
import { cleaningPriority, instant, placeCode, siteCode } from '../terms.ts'

const bed = {
  site: siteCode,
  bed: placeCode,
  at: instant.optional(),
  /** The job meant: refused when another one is open on the bed by now. For what was done while nobody could be told. */
  turnover_id: z.number().int().optional(),
}
const turned = z.object({ turnover_id: z.number().int() })

export const cleaning = {
  ask: {
    summary: 'Ask for a bed to be cleaned',
    input: z
      .object({
        site: siteCode,
        bed: placeCode,
        at: instant.optional(),
        priority: cleaningPriority.default('routine'),
        /** Left out: as the record has it (the precautions of who left, a bed blocked for isolation). */
        isolation: z.boolean().optional(),
      })
      .strict(),
    result: turned,
  },
  assign: {
    summary: 'Give a cleaning to somebody, or (null) to nobody',
    input: z
      .object({
        ...bed,
        to: person.nullable(),
        /** Take it from who has it. */
        instead: z.boolean().default(false),
      })
      .strict(),
    result: turned,
  },
  start: { summary: 'Cleaning has begun', input: z.object(bed).strict(), result: turned },
  pause: {
    summary: 'Cleaning stops for a while, for a reason',
    input: z.object({ ...bed, reason: pauseReason }).strict(),
    result: turned,
  },
  resume: { summary: 'Cleaning goes on', input: z.object(bed).strict(), result: turned },
  finish: { summary: 'The bed is clean and ready', input: z.object(bed).strict(), result: turned },
  inspect: {
    summary: 'A clean bed was looked at: passed, or to be cleaned again',
    input: z.object({ site: siteCode, bed: placeCode, at: instant.optional(), passed: z.boolean() }).strict(),
    result: turned,
  },
  prioritise: {
    summary: 'Say how much of a hurry a cleaning is in',
    input: z.object({ ...bed, priority: cleaningPriority }).strict(),
    result: turned,
  },
  cancel: {
    summary: 'The bed does not need cleaning after all',
    input: z.object({ ...bed, why: z.string().trim().min(1).max(500) }).strict(),
    result: turned,
  },
} as const
