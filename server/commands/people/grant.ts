import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { mayGive } from './reach.ts'

/** A role more. Who has roles elsewhere may be given one here by the administrator of here. */
export const grant: Verb<'people/grant'> = async (tx, { person_id, role, site, unit }, { by }) => {
  await mayGive(tx, by, { role, site, unit })
  const person = await tx.row('select 1 from person where person_id = $1 and not demo for update', [
    person_id,
  ])
  if (!person) throw new Refused('not-found', `There is no person ${person_id}.`)
  const given = await tx.row<{ person_grant_id: number }>(
    `insert into person_grant (person_id, role, site, unit, granted_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning person_grant_id`,
    [person_id, role, site, unit, by.who],
  )
  if (!given) throw new Refused('already-done', 'They have this role there already.')
  return { result: given, ...(site !== null && { site }) }
}
