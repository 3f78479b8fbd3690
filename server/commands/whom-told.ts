/** Who is told by a refusal whose name is in the way: as much as consoles tell them there, and on record before it is answered. */
import { shown } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { isMasked, type NameMask } from '../../schema/names.ts'
import { looked } from '../audit/look.ts'
import type { Tx } from '../database/pool.ts'
import { Refused } from './refused.ts'

/** @returns the refusal, or the same without a name */
export async function asTold(tx: Tx, viewer: Viewer, what: string, refused: Refused): Promise<Refused> {
  const { naming, code } = refused
  if (!naming) return refused
  const { encounter_id, bed, unnamed } = naming
  const there = await tx.row<There>(WHERE, [encounter_id, bed])
  const place = there && { site: there.site, unit: there.unit }
  const level = place && shown(viewer, { board: 'beds', place, level: 'full' })?.level
  if (!there || level !== 'full' || isMasked(there.privacy, there.mask))
    return new Refused(code, unnamed.message, unnamed.details)
  await looked(tx, viewer, {
    what,
    ...place,
    level,
    asked: { bed },
    encounters: [encounter_id],
    refused: code,
  })
  return refused
}

interface There {
  site: string
  unit: string
  privacy: Parameters<typeof isMasked>[0]
  mask: NameMask
}

/** The bed may be one that another site keeps for them; whose names are masked is said where they are. */
const WHERE = `
  select b.site, u.code as unit, p.privacy, s.names_masked as mask
    from encounter e join patient p using (patient_id) join site s using (site)
    join bed b on b.code = $2 and (exists (select from stay where bed_id = b.bed_id and encounter_id = e.encounter_id)
                                or exists (select from reservation where bed_id = b.bed_id and encounter_id = e.encounter_id))
    join unit u on u.unit_id = b.unit_id
   where e.encounter_id = $1 limit 1`
