/** What every reading of every device carries. */
import { z } from 'zod'
import { instant } from '../terms.ts'

export const reading = z.object({
  at: instant.describe('when the device says it measured this; shown as "device says", never used for order'),
  boot: z.string().min(1).max(64).describe('new at every start of the device'),
  seq: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .describe('grows by one with every reading of this boot'),
})
