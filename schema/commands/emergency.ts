/** Emergency access: somebody who cares for patients lets themselves in where they have no role. Short, loud, reviewed. */
import { z } from 'zod'
import { instant, placeCode, siteCode } from '../terms.ts'

/** So long; who needs more says again why. */
export const EMERGENCY_MIN = 60

export const emergencyReasons = [
  'life-at-risk',
  'covering',
  'called-to-help',
  'system-down',
  'other',
] as const
export const emergencyReason = z.enum(emergencyReasons)
export type EmergencyReason = z.infer<typeof emergencyReason>

const emergency_id = z.number().int()

export const emergency = {
  open: {
    summary: 'Somebody lets themselves in at a unit where they have no role, for an hour, and says why',
    input: z
      .object({
        // Within, so that it is not asked whether it is theirs: it is not.
        place: z.object({ site: siteCode, unit: placeCode }).strict(),
        reason: emergencyReason,
        why: z.string().trim().min(5).max(500),
      })
      .strict(),
    result: z.object({ emergency_id, until: instant }),
  },
  close: {
    summary: 'Emergency access ends before its time',
    input: z.object({ emergency_id }).strict(),
    result: z.object({ emergency_id }),
  },
  review: {
    summary: 'Somebody else has looked at what was done and looked at under an emergency access',
    input: z.object({ emergency_id, remark: z.string().trim().min(1).max(2000) }).strict(),
    result: z.object({ emergency_id }),
  },
} as const
