import { newLink } from '../../access/entry-links.ts'
import { end } from '../../access/sessions.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { reached } from './reach.ts'

/** As if they had just been invited: with their roles, and nothing to prove who they are but the link. */
export const resetFactors: Verb<'people/reset-factors'> = async (tx, { person_id }, { by }) => {
  const { disabled, name } = await reached(tx, by, person_id)
  if (disabled)
    throw new Refused('wrong-state', `${name} is disabled. Enable them first.`, { state: 'disabled' })
  await tx.rows('update person set password = null, password_set_at = null where person_id = $1', [person_id])
  for (const table of ['authenticator', 'passkey', 'recovery_code', 'known_device'])
    await tx.rows(`delete from ${table} where person_id = $1`, [person_id])
  const sessions = await end(tx, { person_id }, `reset by ${by.who}`)
  return { result: { sessions }, once: { link: await newLink(tx, person_id) } }
}
