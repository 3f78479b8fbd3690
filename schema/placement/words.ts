/** The words of placement: what a patient needs, in what hurry, from where, and why a ward says no. */
import { z } from 'zod'
import { inpatientLevels } from '../care.ts'

/** How an infection travels, and so what keeps others from it. */
export const precautionKinds = ['contact', 'droplet', 'airborne'] as const
export const precautionKind = z.enum(precautionKinds)
export type PrecautionKind = z.infer<typeof precautionKind>

export const precaution = z.object({
  kind: precautionKind,
  organism: z.string().nullable().describe('null: not known, or not for this screen'),
})
export type Precaution = z.infer<typeof precaution>

/** How much care the patient needs: a bed that gives more will do. */
export const neededLevel = z.enum(inpatientLevels)
export type NeededLevel = z.infer<typeof neededLevel>

/** The gravest last, so that they compare. */
export const requestPriorities = ['routine', 'urgent', 'emergency'] as const
export const requestPriority = z.enum(requestPriorities)
export type RequestPriority = z.infer<typeof requestPriority>

export const fromKinds = ['ed', 'theatre', 'clinic', 'home', 'unit', 'other-site', 'other-hospital'] as const
export const fromKind = z.enum(fromKinds)
export type FromKind = z.infer<typeof fromKind>

export const declineReasons = [
  'no-nurse',
  'wrong-level',
  'infection',
  'equipment',
  'no-bed',
  'other',
] as const
export const declineReason = z.enum(declineReasons)
export type DeclineReason = z.infer<typeof declineReason>
