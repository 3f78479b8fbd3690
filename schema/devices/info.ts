/** What every device may say of itself, once after each start: `…/info`. */
import { z } from 'zod'
import { reading } from './reading.ts'

export const info = reading
  .extend({ firmware: z.string().trim().min(1).max(60), model: z.string().trim().min(1).max(60) })
  .strict()
