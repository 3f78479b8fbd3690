/** What may be asked about a bed itself. */
import { z } from 'zod'
import { blockReason, instant, placeCode, siteCode } from '../terms.ts'

const bed = { site: siteCode, bed: placeCode }
const done = z.object({ bed_id: z.number().int() })

export const beds = {
  block: {
    summary: 'Take a bed out of use, with a reason',
    input: z
      .object({
        ...bed,
        reason: blockReason,
        note: z.string().trim().max(500).nullable().default(null),
        at: instant.optional(),
      })
      .strict(),
    result: done,
  },
  unblock: {
    summary: 'The bed may be used again',
    input: z.object({ ...bed, at: instant.optional() }).strict(),
    result: done,
  },
  reserve: {
    summary: 'Keep a bed for a patient who is on the way',
    input: z.object({ ...bed, encounter_id: z.number().int() }).strict(),
    result: z.object({ reservation_id: z.number().int() }),
  },
  release: {
    summary: 'The bed is no longer kept for anyone',
    input: z.object({ ...bed, why: z.string().trim().max(500).default('released') }).strict(),
    result: done,
  },
  staff: {
    summary: 'Open a bed (a nurse looks after it) or close it',
    input: z.object({ ...bed, staffed: z.boolean() }).strict(),
    result: done,
  },
} as const
