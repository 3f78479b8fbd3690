/** How a name that consoles mask is looked at all the same. */
import { z } from 'zod'
import { revealReason } from './names.ts'

export const nameQueries = {
  reveal: {
    summary:
      'The name of a patient whom consoles mask, on record as a look at them; screens mask it again after `for_s`',
    input: z
      .object({
        encounter_id: z.coerce.number().int().positive(),
        reason: revealReason.optional().describe('required where the site says so'),
      })
      .strict(),
    result: z.object({
      encounter_id: z.number().int(),
      patient_id: z.number().int(),
      site: z.string(),
      name: z.string(),
      for_s: z.number().int(),
    }),
  },
} as const
