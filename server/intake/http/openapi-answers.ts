/** What the descriptions of all answers share. */
import type { z } from 'zod'
import { refusal } from '../../../schema/outcome.ts'

export const json = (schema: z.ZodType): { content: { 'application/json': { schema: z.ZodType } } } => ({
  content: { 'application/json': { schema } },
})
export const refused = {
  description: 'Refused: nothing was changed. `code` says why, `message` what to do.',
  ...json(refusal),
}
