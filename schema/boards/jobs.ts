/** The board `jobs`: what cleaners and porters have to do, and what was done today. It names no patient: phones show it. */
import { z } from 'zod'
import { jobPriority, jobStage, pauseReason, porterLoad, porterNeed, turnOpenedBy } from '../jobs.ts'
import { instant } from '../terms.ts'

const jobPlace = z.object({
  unit: z.string().describe('code of the unit'),
  unit_name: z.string(),
  zone: z.string().nullable(),
  bed: z.string().nullable(),
})

export const jobRow = z.object({
  key: z.string().describe('c and the turnover, or p and the porter job'),
  id: z.number().int(),
  kind: z.enum(['cleaning', 'porter']),
  site: z.string(),
  /** The bed to clean, or where the porter starts. */
  at: jobPlace,
  /** Where the porter goes. */
  to: jobPlace.nullable(),
  what: porterLoad.nullable(),
  needs: z.array(porterNeed),
  priority: jobPriority,
  isolation: z.boolean(),
  opened_by: turnOpenedBy,
  stage: jobStage,
  vacated_at: instant.nullable(),
  asked_at: instant.nullable(),
  assigned_at: instant.nullable(),
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  inspected_at: instant.nullable(),
  passed: z.boolean().nullable(),
  /** Who has it: staff consoles and phones only. */
  assigned_to: z.string().nullable(),
  paused_since: instant.nullable(),
  pause_reason: pauseReason.nullable(),
  /** By when the present step is to be over, by the goals of the unit; null: no step runs, or it is paused. */
  due_at: instant.nullable(),
  late: z.boolean().describe('due_at has passed'),
  /** Since when the bed is kept for somebody: clean next. */
  next_since: instant.nullable(),
  /** Finished though nobody had asked. */
  found_clean: z.boolean(),
})
export type JobRow = z.infer<typeof jobRow>

const counts = z.object({
  to_check: z.number().int(),
  left: z.number().int(),
  waiting: z.number().int(),
  under_way: z.number().int(),
  paused: z.number().int(),
  /** Asked for and not begun within the goal. */
  late_response: z.number().int(),
  /** Begun and not finished within the goal, pauses aside. */
  late_work: z.number().int(),
  done_today: z.number().int(),
})

export const jobTotals = z.object({
  cleaning: counts.extend({
    found_clean: z.number().int(),
    /** 100 x formally requested / completed today; null: none completed. DEFINITIONS section 2. */
    compliance: z.number().nullable(),
  }),
  porter: counts,
})
export type JobTotals = z.infer<typeof jobTotals>
