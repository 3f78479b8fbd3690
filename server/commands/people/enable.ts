import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { reached } from './reach.ts'

/** With the password and the factors they had. */
export const enable: Verb<'people/enable'> = async (tx, { person_id }, { by }) => {
  const person = await reached(tx, by, person_id)
  if (!person.disabled) throw new Refused('already-done', `${person.name} is not disabled.`)
  await tx.rows(
    'update person set disabled_at = null, disabled_by = null, disabled_why = null where person_id = $1',
    [person_id],
  )
  return { result: { person_id } }
}
