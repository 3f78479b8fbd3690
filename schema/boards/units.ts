/** The board `units`: a line a unit. */
import { z } from 'zod'
import { unitKind } from '../terms.ts'
import { bedCounts } from './beds.ts'

export const unitRow = bedCounts.extend({
  key: z.string(),
  site: z.string(),
  unit: z.string(),
  name: z.string(),
  kind: unitKind,
  position: z.number().int(),
  /** Patients of the unit who have no bed of it (waiting room, corridor). */
  unplaced: z.number().int(),
  /** Of those who lie in a bed: away from it, which stays theirs. */
  on_leave: z.number().int(),
  elsewhere: z.number().int().describe('away within the house: at imaging, in theatre'),
  /** Stays that began / ended here since local midnight of the site, transfers included. */
  in_today: z.number().int(),
  out_today: z.number().int(),
  /** Encounters whose first stay began here / whose last stay ended here (deaths included) since local midnight. */
  admissions_today: z.number().int(),
  discharges_today: z.number().int(),
})
export type UnitRow = z.infer<typeof unitRow>

/** For the place looked at: its units together. */
export const unitTotals = bedCounts.extend({
  unplaced: z.number().int(),
  on_leave: z.number().int(),
  elsewhere: z.number().int(),
  admissions_today: z.number().int(),
  discharges_today: z.number().int(),
})
export type UnitTotals = z.infer<typeof unitTotals>
