/** A place as people name it, by codes, and as the record has it. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Place } from './timeline.ts'

/** @throws Refused `not-found`; `invalid-input` when the bed does not stand in the unit named with it */
export async function placeOf(
  tx: Tx,
  site: string,
  to: { unit?: string | undefined; bed?: string | undefined },
): Promise<Place> {
  if (to.bed === undefined) {
    const unit = await tx.row<{ unit_id: number }>('select unit_id from unit where site = $1 and code = $2', [
      site,
      to.unit,
    ])
    if (!unit) {
      throw new Refused('not-found', `There is no unit ${to.unit} in ${site}.`, { site, unit: to.unit })
    }
    return { unit_id: unit.unit_id, bed_id: null }
  }
  const bed = await tx.row<{ unit_id: number; bed_id: number; unit: string }>(
    `select b.unit_id, b.bed_id, u.code as unit from bed b join unit u using (unit_id)
      where b.site = $1 and b.code = $2`,
    [site, to.bed],
  )
  if (!bed) throw new Refused('not-found', `There is no bed ${to.bed} in ${site}.`, { site, bed: to.bed })
  if (to.unit !== undefined && to.unit !== bed.unit) {
    throw new Refused('invalid-input', `to.unit: bed ${to.bed} stands in unit ${bed.unit}, not ${to.unit}`, {
      issues: [{ field: 'to.unit', rule: `the unit of the bed, ${bed.unit}` }],
    })
  }
  return { unit_id: bed.unit_id, bed_id: bed.bed_id }
}
