import type { CheckedInput } from '../../../schema/commands/index.ts'
import type { Tx } from '../../database/pool.ts'
import type { Place } from '../admissions/timeline.ts'
import { Refused } from '../refused.ts'

type Input = CheckedInput<'history/import'>
interface Named {
  unit?: string | undefined
  bed?: string | undefined
}

/** The places of a site by the codes people name them by, read at once and not one by one (compare where-to.ts). */
export interface Places {
  /** @throws Refused `not-found`; `invalid-input` when the bed does not stand in the unit named with it */
  of(to: Named): Place
}

/** Reads the places of a site. */
export async function placesOf(tx: Tx, site: string): Promise<Places> {
  const units = await tx.rows<{ unit_id: number; code: string }>(
    'select unit_id, code from unit where site = $1',
    [site],
  )
  const beds = await tx.rows<{ bed_id: number; unit_id: number; code: string; unit: string }>(
    'select b.bed_id, b.unit_id, b.code, u.code as unit from bed b join unit u using (unit_id) where b.site = $1',
    [site],
  )
  const unitOf = new Map(units.map((unit) => [unit.code, unit]))
  const bedOf = new Map(beds.map((bed) => [bed.code, bed]))
  return {
    of(to) {
      if (to.bed === undefined) {
        const unit = unitOf.get(to.unit ?? '')
        if (unit) return { unit_id: unit.unit_id, bed_id: null }
        throw new Refused('not-found', `There is no unit ${to.unit} in ${site}.`, { site, unit: to.unit })
      }
      const bed = bedOf.get(to.bed)
      if (!bed) throw new Refused('not-found', `There is no bed ${to.bed} in ${site}.`, { site, bed: to.bed })
      if (to.unit === undefined || to.unit === bed.unit) return { unit_id: bed.unit_id, bed_id: bed.bed_id }
      throw new Refused(
        'invalid-input',
        `to.unit: bed ${to.bed} stands in unit ${bed.unit}, not ${to.unit}`,
        {
          issues: [{ field: 'to.unit', rule: `the unit of the bed, ${bed.unit}` }],
        },
      )
    },
  }
}

/** Locks the beds in which somebody lies by this, or that are being turned by it. After patients and encounters, as everywhere. */
export async function lockOpenBeds(tx: Tx, input: Input, places: Places): Promise<void> {
  const open = [
    ...input.encounters.flatMap(({ stays }) => stays.filter((stay) => stay.ended_at === null)),
    ...input.turns.filter((turn) => turn.finished_at === null).map((to) => ({ to })),
  ].map(({ to }) => places.of(to).bed_id)
  await tx.rows('select 1 from bed where bed_id = any ($1) order by bed_id for no key update', [open])
}
