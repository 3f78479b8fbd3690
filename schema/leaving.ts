/** The words of leaving: what can hold a patient up, and how far on the way out they are. */
import { z } from 'zod'
import type { Instant } from './terms.ts'

/** What must be done before the patient can go. */
export const barrierKinds = [
  'medicines',
  'transport',
  'letter',
  'payment',
  'home-care',
  'imaging',
  'laboratory',
  'therapy',
  'family',
  'placement',
  'equipment',
  'other',
] as const
export const barrierKind = z.enum(barrierKinds)
export type BarrierKind = z.infer<typeof barrierKind>

/** In the order screens list them in: whose bed is free soonest comes first. */
export const leavingStages = ['ready', 'ordered', 'barriers', 'expected', 'staying', 'left'] as const
export const leavingStage = z.enum(leavingStages)
export type LeavingStage = z.infer<typeof leavingStage>

export interface OnTheWayOut {
  ended_at: Instant | null
  expected_discharge_at: Instant | null
  discharge_ordered_at: Instant | null
  ready_to_leave_at: Instant | null
}

/**
 * How far on the way out a patient is. Left outweighs ready; ready outweighs what is open; something open outweighs the
 * order, since an order alone lets nobody go; a date alone is an expectation.
 */
export function leavingStageOf(encounter: OnTheWayOut, openBarriers: number): LeavingStage {
  if (encounter.ended_at !== null) return 'left'
  if (encounter.ready_to_leave_at !== null) return 'ready'
  if (openBarriers > 0) return 'barriers'
  if (encounter.discharge_ordered_at !== null) return 'ordered'
  return encounter.expected_discharge_at === null ? 'staying' : 'expected'
}
