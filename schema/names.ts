/** Patients' names on consoles: whom a site masks there, and why one is looked at all the same. */
import { z } from 'zod'
import type { privacyWish } from './terms.ts'

/** `hidden`: those who asked for no information. */
export const nameMask = z.enum(['nobody', 'hidden', 'everybody'])
export type NameMask = z.infer<typeof nameMask>

export const revealReasons = ['care', 'identity', 'moving', 'asked-for', 'other'] as const
export const revealReason = z.enum(revealReasons)
export type RevealReason = z.infer<typeof revealReason>

/** So long a name that was revealed stands there [s]. */
export const REVEALED_S = 60

/** Whether a site's consoles mask the name of somebody with this wish. */
export const isMasked = (wish: z.infer<typeof privacyWish>, mask: NameMask): boolean =>
  mask === 'everybody' || (mask === 'hidden' && wish === 'hidden')
