/**
 * Messages that were quarantined, taken up again now that the reason is gone: `POST /api/replay`. It is no command: what a
 * message means is known to the door it came by, and the commands follow from that.
 */
import { z } from 'zod'
import { siteCode } from './terms.ts'

/** At most so many at once; the rest are `left`. */
export const REPLAY_MOST = 500

export const replayInput = z
  .union([
    z
      .object({
        key: z
          .string()
          .regex(/^m\d{1,15}$/)
          .describe('one message, by its key on the inbox board'),
      })
      .strict(),
    z
      .object({
        reason: z.string().min(1).max(1000).describe('all with this reason'),
        application: z.string().max(227).describe('MSH-3.1 of their sender'),
        facility: z.string().max(227).describe('MSH-4.1'),
        site: siteCode.optional(),
      })
      .strict(),
  ])
  .describe(
    'All with one reason: also what was quarantined later about the same patients, for that may follow from it. In the order of receipt.',
  )
export type ReplayInput = z.infer<typeof replayInput>

export const replayResult = z.object({
  tried: z.number().int(),
  applied: z.number().int(),
  stored: z.number().int(),
  quarantined: z.number().int().describe('still, or now for another reason'),
  /** More than may be taken up at once: ask again. */
  left: z.number().int(),
})
export type ReplayResult = z.infer<typeof replayResult>
