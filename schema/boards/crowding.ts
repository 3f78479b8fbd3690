/** The board `crowding`: a line for each site's emergency department: how crowded it is, how long things take, what is usual. */
import { z } from 'zod'
import { edwinBands, nedocsBands } from '../crowding.ts'
import { criticalKinds, edLines, triageScales } from '../emergency.ts'
import { instant } from '../terms.ts'

const count = z.number().int()
const share = z.number().nullable().describe('per cent, one decimal; null: of nobody')

/** Minutes, to a tenth; of those that ended within the window. */
const took = z.object({
  n: count,
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  mean: z.number().nullable(),
})

export const crowdingRow = z.object({
  key: z.string(),
  site: z.string(),
  name: z.string(),
  as_of: instant.describe('the whole minute that all figures which depend on the time are of'),
  /** Now. */
  patients: count,
  waiting: count,
  treatment: count,
  boarding: count,
  critical: count.describe('as NEDOCS counts them, before the cap'),
  beds: count.describe('staffed treatment spaces'),
  hospital_beds: count.describe('staffed inpatient beds'),
  waiting_since: instant.nullable(),
  boarding_since: instant.nullable(),
  boarding_hours_today: z.number().describe('since local midnight, of all who boarded, one decimal'),
  nedocs: z.object({ score: z.number(), band: z.enum(nedocsBands) }).nullable(),
  /** Why there is no NEDOCS: no spaces, no inpatient beds, or nobody who got a space within two days. */
  nedocs_lacks: z.enum(['beds', 'hospital-beds', 'last-wait']).nullable(),
  edwin: z.object({ score: z.number(), band: z.enum(edwinBands) }).nullable(),
  edwin_lacks: z.enum(['attendings', 'bays']).nullable(),
  /** Of the last so many hours. */
  window_h: count,
  door_to_provider: took,
  door_to_disposition: took.describe('to the decision to admit, or the order to discharge'),
  disposition_to_departure: took,
  arrivals: count.describe('within the window'),
  left_unseen: count.describe('of them'),
  left_unseen_share: share,
  departures: count.describe('within the window'),
  ecat: count.describe('of the departures, that passed a line of CMS ECAT or left unseen'),
  ecat_share: share,
  within_four_hours: count.describe('of the departures'),
  within_four_hours_share: share,
  over_twelve_hours: count.describe('here now'),
  over_twelve_hours_share: share,
  /** Handed over since local midnight, and waiting now. */
  handovers_today: count,
  handover_mean: z.number().nullable().describe('[min], of those handed over today'),
  handover_over: z.object({ '15': count, '30': count, '45': count, '60': count }).describe('of the same'),
  handover_hours_lost: z
    .number()
    .describe('beyond the first 15 minutes of each, those who wait now included'),
  arrivals_today: count,
  /** Each hour of the local day (23 or 25 of them when clocks change). */
  hours: z.array(
    z.object({
      from: instant,
      arrivals: count.nullable().describe('null: it has not begun'),
      usual: z.object({ low: count, mid: count, high: count }).nullable(),
    }),
  ),
  weeks: count.describe('how many weeks the usual rests on; 0: there is none'),
  /** By what rules it goes. */
  scale: z.enum(triageScales),
  own_categories: z.array(z.string()),
  lines: z.record(z.enum(edLines), count.nullable()).describe('[min]; null: not gone by'),
  nedocs_counts: z.enum(criticalKinds),
  nedocs_cap: count.nullable(),
  attendings: count.nullable(),
  attendings_at: instant.nullable(),
  attendings_by: z.string().nullable().describe('full only'),
})
export type CrowdingRow = z.infer<typeof crowdingRow>
export type Took = z.infer<typeof took>

export const crowdingTotals = z.object({
  departments: count,
  patients: count,
  waiting: count,
  boarding: count,
  arrivals_today: count,
})
export type CrowdingTotals = z.infer<typeof crowdingTotals>
