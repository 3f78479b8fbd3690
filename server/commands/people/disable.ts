import { end } from '../../access/sessions.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { mustStayAdministered, reached } from './reach.ts'

/** Nobody's account is deleted: what they did stays on record as theirs. */
export const disable: Verb<'people/disable'> = async (tx, { person_id, why }, { by }) => {
  const person = await reached(tx, by, person_id)
  if (person.disabled) throw new Refused('already-done', `${person.name} is disabled already.`)
  await tx.rows(
    'update person set disabled_at = now(), disabled_by = $2, disabled_why = $3 where person_id = $1',
    [person_id, by.who, why],
  )
  await mustStayAdministered(tx)
  await tx.rows('delete from entry_link where person_id = $1 and used_at is null', [person_id])
  return { result: { sessions: await end(tx, { person_id }, 'disabled') } }
}
