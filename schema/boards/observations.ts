/** The board `observations`: of everybody who is here, the last NEWS2 score, how it came, and when the next set is due. */
import { z } from 'zod'
import { consciousness, oxygenDevice, oxygenSupply } from '../observations/vitals.ts'
import { alarm, response } from '../observations/when-next.ts'
import { instant } from '../terms.ts'

const count = z.number().int()
const points = z.literal([0, 1, 2, 3]).nullable()
const scale = z.literal([1, 2])

/** `scored`: the last set has a score. `partial`: it has none. `young`, `pregnant`: NEWS2 is not for them. `none`: no set yet. */
export const scoring = z.enum(['scored', 'partial', 'young', 'pregnant', 'none'])
export type Scoring = z.infer<typeof scoring>

export const observationRow = z.object({
  key: z.string().describe('the encounter'),
  site: z.string(),
  unit: z.string(),
  unit_name: z.string(),
  bed: z.string().nullable().describe('null: in the unit, in no bed of it'),
  /** Fields a screen's privacy level does not allow are null. */
  patient: z.object({
    encounter_id: count.nullable(),
    name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
    hidden: z.boolean().describe('asked for no information'),
    masked: z.boolean().describe('at level full: the site has consoles mask this name'),
  }),
  scoring,
  /** Of the last whole set, however old: NEWS2, 0 to 20. */
  score: count.nullable(),
  scored_at: instant.nullable(),
  response: response.nullable().describe('what the RCP asks for at this score'),
  /** The score before it; null: there is none. */
  before: count.nullable(),
  /** Why somebody looks at this patient; empty: nobody has to. */
  alarms: z.array(alarm),
  alarm_since: instant.nullable().describe('there has been a reason at every set since'),
  due_at: instant.nullable().describe('when the next set is due; null: no clock runs'),
  overdue: z.boolean(),
  /** Whole sets of the last two days, oldest first, at most 24. */
  trend: z.array(z.object({ at: instant, score: count })),
  /** The last set, whole or not. */
  last: z
    .object({
      set_id: count.nullable(),
      taken_at: instant,
      taken_by: z.string().nullable(),
      source: z.enum(['person', 'monitor', 'message']),
      verified: z.boolean().describe('a monitor’s set is not, until somebody confirms it'),
      scale,
      missing: z.array(z.string()).describe('not taken, so there is no score'),
      carried: z.array(z.string()).describe('stood in the last set that a person took'),
      carried_at: instant.nullable().describe('when that was taken'),
      /** Level full only. */
      vitals: z
        .object({
          respiration: count.nullable(),
          spo2: count.nullable(),
          oxygen: oxygenSupply.nullable(),
          oxygen_flow: z.number().nullable(),
          oxygen_device: oxygenDevice.nullable(),
          systolic: count.nullable(),
          diastolic: count.nullable(),
          pulse: count.nullable(),
          consciousness: consciousness.nullable(),
          temperature: z.number().nullable(),
        })
        .nullable(),
      parts: z
        .object({
          respiration: points,
          spo2: points,
          oxygen: points,
          systolic: points,
          pulse: points,
          consciousness: points,
          temperature: points,
        })
        .nullable(),
    })
    .nullable(),
  scale: scale.describe('prescribed for the next set'),
  pregnant: z.boolean(),
  /** How often somebody decided; null: as the score asks. Who and why at level full only. */
  every: z.object({ minutes: count, by: z.string().nullable(), why: z.string().nullable() }).nullable(),
})
export type ObservationRow = z.infer<typeof observationRow>

export const observationTotals = z.object({
  here: count.describe('patients who are here'),
  scored: count.describe('those of them with a score'),
  overdue: count.describe('those whose next set is overdue'),
  deteriorating: count.describe('those whose score rose by 2 or more, is 5 or more, or has a 3 in one part'),
  emergency: count.describe('those with 7 or more'),
  unverified: count.describe('those whose last set is a monitor’s that nobody has confirmed'),
})
export type ObservationTotals = z.infer<typeof observationTotals>
