/** What an administrator may ask about walls; which of them are there just now is told by GET /api/screens. */
import { z } from 'zod'
import { instant } from './terms.ts'
import { assignment } from './walls.ts'

export const wallQueries = {
  walls: {
    summary: 'The walls there are, what each is given to show, when it was last there',
    input: z.object({}).strict(),
    result: z.object({
      walls: z.array(
        z.object({
          wall_id: z.number().int(),
          ...assignment,
          blank: z.boolean(),
          muted: z.boolean(),
          paired_at: instant,
          paired_by: z.string(),
          address: z.string().nullable().describe('from where it asked to be paired'),
          agent: z.string().nullable(),
          width: z.number().int(),
          height: z.number().int(),
          seen_at: instant.nullable().describe('to half a minute; null: it has not fetched its key'),
        }),
      ),
    }),
  },
} as const
