/** What may be asked when a house fills up: a level is declared, its lines are set, its cards are written. */
import { z } from 'zod'
import { surgeLevels } from '../surge.ts'
import { siteCode } from '../terms.ts'

export const surgeLevel = z.literal(surgeLevels)

const rising = (steps: readonly number[]): boolean =>
  steps.every((step, index) => step > (steps[index - 1] ?? 0))

/** Lines for levels 2, 3 and 4. */
const steps = (highest: number) =>
  z
    .tuple([
      z.number().int().min(1).max(highest),
      z.number().int().min(1).max(highest),
      z.number().int().min(1).max(highest),
    ])
    .refine(rising, 'the lines of levels 2, 3 and 4 must rise')

const text = (most: number) => z.string().trim().min(1).max(most)

export const surge = {
  declare: {
    summary: 'Declare the surge level of a site, up or down, with the reason',
    input: z.object({ site: siteCode, level: surgeLevel, why: text(500) }).strict(),
    result: z.object({ surge_id: z.number().int(), was: surgeLevel }),
  },
  'set-rules': {
    summary: 'From which occupancy [%] and from how many who wait each level is proposed',
    input: z.object({ site: siteCode, occupancy: steps(200), waiting: steps(1000) }).strict(),
    result: z.object({ site: z.string() }),
  },
  'set-cards': {
    summary: 'What is to be done at a level, and by whom: the whole list, in order',
    input: z
      .object({
        site: siteCode,
        level: surgeLevel,
        cards: z.array(z.object({ owner: text(80), action: text(300) }).strict()).max(20),
      })
      .strict(),
    result: z.object({ cards: z.number().int() }),
  },
} as const
