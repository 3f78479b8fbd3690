/**
 * A cleaner's badge held to the reader of a bed: `wardroom/<site>/badge/<device>/tap`. A tap is a deed and not a state: it
 * starts or finishes the cleaning of that bed, through the same command as the button on a phone.
 */
import { z } from 'zod'
import { placeCode } from '../terms.ts'
import { info } from './info.ts'
import { reading } from './reading.ts'

export const badge = {
  tap: reading
    .extend({
      bed: placeCode.describe('code of the bed the reader hangs at'),
      act: z.enum(['start', 'finish']),
    })
    .strict(),
  info,
} as const
