/** The board `capacity`: what each unit can take, now and after the moves already decided. DEFINITIONS sections 1 and 10. */
import { z } from 'zod'
import { levelsOfCare } from '../care.ts'
import { instant, unitKind } from '../terms.ts'

const count = z.number().int().min(0)

/** One hour of what is planned for: to the end of the local day, and twelve hours at the least. */
export const hourAhead = z.object({
  hour: instant.describe('when it begins'),
  in: count.describe('patients who are to come to a bed: one is kept for them'),
  out: count.describe(
    'patients who are to leave their bed: expected, ordered, or a bed elsewhere is kept for them',
  ),
  census: count.describe('patients in beds at its end, if they all do'),
})
export type HourAhead = z.infer<typeof hourAhead>

export const capacityNumbers = z.object({
  /** Staffed and unblocked beds. */
  available: count,
  /** Beds with a patient, closed and blocked ones too. */
  occupied: count,
  /** Clean, free and kept for nobody. */
  ready: count,
  /** Staffed and unblocked beds with nobody in them, in whatever turn (SAFR: only those count as unoccupied). */
  unoccupied: count,
  /** 100 x occupied / available, one decimal; null when nothing is available. */
  occupancy: z.number().nullable(),
  /** Patients of the unit who have no bed of it. */
  unplaced: count,
  /** Who leaves by what is decided: by plan within the hours below, ordered, or for a bed kept in another unit. */
  leaving: count,
  /** For whom a bed is kept here and who does not lie in this unit yet. */
  coming: count,
  /** After all these moves: patients in beds, staffed and unblocked beds that nobody has or will have, and how full that is. */
  occupied_after: count,
  unoccupied_after: count,
  occupancy_after: z.number().nullable(),
  /** Surge beds: not staffed, unblocked and nobody in them, so they could be opened; and those that are open. */
  surge_closed: count,
  surge_open: count,
})
export type CapacityNumbers = z.infer<typeof capacityNumbers>

export const capacityRow = capacityNumbers.extend({
  key: z.string(),
  site: z.string(),
  unit: z.string(),
  name: z.string(),
  kind: unitKind,
  position: z.number().int(),
  care: z.enum(levelsOfCare),
  specialties: z.array(z.string()),
  hours: z
    .array(hourAhead)
    .describe('from the hour that runs to the end of the local day, and twelve at the least'),
})
export type CapacityRow = z.infer<typeof capacityRow>

/** The units of the place together: the inpatient levels as one, each level of care and each specialty by itself. */
export const capacityTotals = z.object({
  inpatient: capacityNumbers,
  by_care: z.object({
    ward: capacityNumbers,
    hdu: capacityNumbers,
    icu: capacityNumbers,
    short: capacityNumbers,
  }),
  /** By name. A unit with two specialties counts in both, so these are not to be added up. */
  by_specialty: z.array(capacityNumbers.extend({ specialty: z.string() })),
  /** Of the inpatient units. Hours begin when they do on each site's clock. */
  hours: z.array(hourAhead),
})
export type CapacityTotals = z.infer<typeof capacityTotals>
