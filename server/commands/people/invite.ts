import { newLink } from '../../access/entry-links.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { mayGive } from './reach.ts'

/** An account, with its first role. Nobody knows its password, for there is none yet. */
export const invite: Verb<'people/invite'> = async (tx, { login, name, role, site, unit }, { by }) => {
  await mayGive(tx, by, { role, site, unit })
  const person = await tx.row<{ person_id: number }>(
    'insert into person (login, name) values ($1, $2) on conflict do nothing returning person_id',
    [login, name],
  )
  if (!person) throw new Refused('already-exists', `${login} is somebody already. Choose another login.`)
  const { person_id } = person
  await tx.rows(
    'insert into person_grant (person_id, role, site, unit, granted_by) values ($1, $2, $3, $4, $5)',
    [person_id, role, site, unit, by.who],
  )
  const link = await newLink(tx, person_id)
  return { result: { person_id }, once: { link }, ...(site !== null && { site }) }
}
