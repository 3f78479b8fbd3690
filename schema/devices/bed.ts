/** A bed sensor: `wardroom/<site>/bed/<device>/<channel>`. */
import { z } from 'zod'
import { info } from './info.ts'
import { reading } from './reading.ts'

export const bed = {
  occupancy: reading.extend({ occupied: z.boolean() }).strict(),
  'exit-alarm': reading.extend({ active: z.boolean() }).strict(),
  brakes: reading.extend({ on: z.boolean() }).strict(),
  info,
} as const
