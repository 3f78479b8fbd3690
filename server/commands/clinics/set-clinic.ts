import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** A clinic that is there already is as this says from now on; the numbers it gave out stay as they are. */
export const setClinic: Verb<'clinics/set-clinic'> = async (tx, input) => {
  const { site } = await siteOf(tx, input.site)
  const unit =
    input.unit === null
      ? undefined
      : await tx.row<{ unit_id: number }>('select unit_id from unit where site = $1 and code = $2', [
          site,
          input.unit,
        ])
  if (input.unit !== null && !unit)
    throw new Refused('not-found', `There is no unit ${input.unit} in ${site}.`, { unit: input.unit })
  const clinic = await tx.row<{ clinic_id: number }>(
    `insert into clinic (site, code, name, letter, rooms, unit_id, head_start_min, open, position)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site, code) do update
        set name = excluded.name, letter = excluded.letter, rooms = excluded.rooms, unit_id = excluded.unit_id,
            head_start_min = excluded.head_start_min, open = excluded.open, position = excluded.position
     returning clinic_id`,
    [
      ...[site, input.code, input.name, input.letter, input.rooms, unit?.unit_id ?? null],
      ...[input.head_start_min, input.open, input.position],
    ],
  )
  if (!clinic) throw new Error('the clinic was not inserted')
  return { result: clinic, site }
}
