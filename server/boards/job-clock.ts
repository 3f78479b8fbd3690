/** The clocks of a job: what holds it up, and by when its present step is to be over. Pure. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

export interface Paused {
  /** What is over of its pauses [ms]. */
  ms: number
  open: Tables['pause'] | undefined
}

export function pausedOf(
  mirror: MirrorView,
  of: { turnover_id: number } | { porter_job_id: number },
): Paused {
  const pauses =
    'turnover_id' in of
      ? mirror.pause.where('turnover_id', of.turnover_id)
      : mirror.pause.where('porter_job_id', of.porter_job_id)
  let ms = 0
  let open: Tables['pause'] | undefined
  for (const pause of pauses) {
    if (pause.ended_at === null) open = pause
    else ms += Math.max(0, Date.parse(pause.ended_at) - Date.parse(pause.began_at))
  }
  return { ms, open }
}

type Goals = Pick<Tables['unit'], 'dead_goal_min' | 'response_goal_min' | 'clean_goal_min'>

/** What a turn and a porter job have in common. */
export interface Steps {
  vacated_at?: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
  finished_at: Instant | null
}

/**
 * Vacated: dead-bed time runs until it is asked for. Asked: response time runs until it is begun. Begun: cleaning runs until
 * it is finished, its pauses aside. Null: it is over, or stands still.
 */
export function dueAt(steps: Steps, { ms, open }: Paused, goals: Goals): Instant | null {
  if (steps.finished_at !== null || open) return null
  if (steps.started_at !== null) return plus(steps.started_at, goals.clean_goal_min, ms)
  if (steps.asked_at !== null) return plus(steps.asked_at, goals.response_goal_min)
  return steps.vacated_at ? plus(steps.vacated_at, goals.dead_goal_min) : null
}

const plus = (at: Instant, minutes: number, ms = 0): Instant =>
  new Date(Date.parse(at) + minutes * 60_000 + ms).toISOString()
