/** Who of the cleaners and porters is at work, and where. */
import { z } from 'zod'
import { jobRole, person } from '../jobs.ts'
import { instant, siteCode } from '../terms.ts'

const who = {
  site: siteCode,
  role: jobRole,
  /** Left out: who asks. */
  person: person.optional(),
  at: instant.optional(),
}

export const shifts = {
  begin: {
    summary: 'Somebody comes on shift; on shift already, they change zone',
    input: z
      .object({
        ...who,
        zone: z.string().trim().min(1).max(40).nullable().default(null),
        ends_at: instant.nullable().default(null),
      })
      .strict(),
    result: z.object({ shift_id: z.number().int() }),
  },
  end: {
    summary: 'Somebody goes off shift',
    input: z.object(who).strict(),
    result: z.object({ shift_id: z.number().int() }),
  },
} as const
