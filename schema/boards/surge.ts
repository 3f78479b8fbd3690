/** The board `surge`: a line a site: the level declared, the level its figures speak for and why, and the action cards. */
import { z } from 'zod'
import { surgeLevel } from '../commands/surge.ts'
import { surgeMeasures } from '../surge.ts'
import { instant } from '../terms.ts'

const steps = z.tuple([z.number(), z.number(), z.number()])

export const surgeRow = z.object({
  key: z.string(),
  site: z.string(),
  name: z.string(),
  /** 1 also where none was ever declared; then `since` is null. */
  level: surgeLevel,
  since: instant.nullable(),
  by: z.string().nullable().describe('who declared it; full only'),
  why: z.string().nullable().describe('full only'),
  /** What a person may declare: nothing comes of it by itself. */
  proposed: surgeLevel,
  reasons: z.array(
    z.object({
      measure: z.enum(surgeMeasures),
      value: z.number(),
      threshold: z.number(),
      level: surgeLevel,
    }),
  ),
  /** The figures behind the proposal: of the inpatient units. */
  figures: z.object({
    occupied: z.number().int(),
    available: z.number().int(),
    occupancy: z.number().nullable(),
    waiting: z.number().int(),
  }),
  rules: z.object({ occupancy: steps, waiting: steps }),
  /** Free text; full only. */
  cards: z.array(
    z.object({ card_id: z.number().int(), level: surgeLevel, owner: z.string(), action: z.string() }),
  ),
})
export type SurgeRow = z.infer<typeof surgeRow>

/** The gravest of the place's sites. */
export const surgeTotals = z.object({ level: surgeLevel, proposed: surgeLevel })
export type SurgeTotals = z.infer<typeof surgeTotals>
