/** The board `turns`: how long the turn of a bed takes, a line a unit, over the last 24 hours. */
import { z } from 'zod'

/** The steps of a turn, as DEFINITIONS section 2 names them. */
export const turnMeasures = ['dead', 'response', 'clean', 'turn', 'fill'] as const
export type TurnMeasureName = (typeof turnMeasures)[number]

export const turnMeasure = z.object({
  n: z.number().int(),
  /** Nearest rank [min]: a time that really occurred. Null when n is 0; the mean as well. */
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  mean: z.number().nullable(),
  /** Of the unit; of several units the one they share, null when they differ. */
  goal_min: z.number().int().nullable(),
  /** How many took less than the goal of their unit. */
  within: z.number().int(),
})
export type TurnMeasure = z.infer<typeof turnMeasure>

const measures = z.object({
  dead: turnMeasure,
  response: turnMeasure,
  clean: turnMeasure,
  turn: turnMeasure,
  fill: turnMeasure,
})

export const turnRow = measures.extend({
  key: z.string(),
  site: z.string(),
  unit: z.string(),
  name: z.string(),
  position: z.number().int(),
  window_h: z.number().int().describe('what was finished within so many hours counts'),
})
export type TurnRow = z.infer<typeof turnRow>

/** For the place looked at: all turns of its units together, counted anew; percentiles of units cannot be added up. */
export const turnTotals = measures.extend({ window_h: z.number().int() })
export type TurnTotals = z.infer<typeof turnTotals>
