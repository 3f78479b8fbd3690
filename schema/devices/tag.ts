/**
 * A real-time location tag, on a patient's wrist or on a thing: `wardroom/<site>/tag/<device>/location`. Readers, gateways
 * and vendors' location engines speak for their tags; who or what a tag is with is set here and never stands on the air.
 */
import { z } from 'zod'
import { info } from './info.ts'
import { reading } from './reading.ts'

/** The place a reader at a way out of the building calls itself. */
export const EXIT = 'exit'

export const tag = {
  location: reading
    .extend({
      place: z
        .string()
        .trim()
        .min(1)
        .max(40)
        .describe(`where it was last seen: code of a unit or a bed, \`${EXIT}\`, or a reader's own name`),
    })
    .strict(),
  info,
} as const
