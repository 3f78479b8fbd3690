/** What may be asked of housekeeping: the turn of a bed. */
import { z } from 'zod'
import { cleaningPriority, instant, placeCode, siteCode } from '../terms.ts'

const bed = { site: siteCode, bed: placeCode, at: instant.optional() }
const turned = z.object({ turnover_id: z.number().int() })

export const cleaning = {
  ask: {
    summary: 'Ask for a bed to be cleaned',
    input: z.object({ ...bed, priority: cleaningPriority.default('routine') }).strict(),
    result: turned,
  },
  start: { summary: 'Cleaning has begun', input: z.object(bed).strict(), result: turned },
  finish: { summary: 'The bed is clean and ready', input: z.object(bed).strict(), result: turned },
  cancel: {
    summary: 'The bed does not need cleaning after all',
    input: z.object({ ...bed, why: z.string().trim().min(1).max(500) }).strict(),
    result: turned,
  },
} as const
