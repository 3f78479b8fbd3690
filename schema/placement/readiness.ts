/** From when a bed can be lain in, as far as anybody can say. Pure. */
import type { Instant } from '../terms.ts'
import type { BedToPlace } from './suggest.ts'

/** `now`, or from about an instant: by whom it is expected (a cleaning by the unit's goals, or a discharge besides). */
export type Readiness = 'now' | { from: Instant; after: 'cleaning' | 'discharge' }

/**
 * Cleaning is expected to take as long as the unit's goals say: `clean_goal_min` from its start, `turn_goal_min` from when it
 * was asked for; one that was not asked for yet has the whole turn before it. After an expected discharge the whole turn
 * follows. What is late is expected at the earliest instant that is still possible.
 *
 * @returns undefined when nobody has said that the bed will be free
 */
export function readiness(bed: BedToPlace, now: Instant): Readiness | undefined {
  switch (bed.state) {
    case 'ready':
    case 'reserved':
      return 'now'
    case 'cleaning':
      return { from: latest(now, later(bed.since, bed.clean_goal_min)), after: 'cleaning' }
    case 'dirty':
      return {
        from: latest(later(now, bed.clean_goal_min), later(bed.since, bed.turn_goal_min)),
        after: 'cleaning',
      }
    case 'vacated':
      return { from: later(now, bed.turn_goal_min), after: 'cleaning' }
    case 'occupied': {
      const leaves = bed.patient?.expected_discharge_at
      return leaves ? { from: later(latest(now, leaves), bed.turn_goal_min), after: 'discharge' } : undefined
    }
    case 'blocked':
    case 'closed':
      return undefined
  }
}

const later = (at: Instant, minutes: number): Instant =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString()
const latest = (a: Instant, b: Instant): Instant => (Date.parse(a) < Date.parse(b) ? b : a)
