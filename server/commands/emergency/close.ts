import { Refused } from '../refused.ts'
import { viewerOf, type Verb } from '../verb.ts'

/** They are done there. Only their own. */
export const close: Verb<'emergency/close'> = async (tx, { emergency_id }, { by }) => {
  const ended = await tx.row<{ site: string }>(
    `update emergency set ended_at = now() where emergency_id = $1 and person_id = $2 and ended_at is null returning site`,
    [emergency_id, viewerOf(by)?.id ?? null],
  )
  if (!ended) throw new Refused('not-found', `There is no emergency ${emergency_id}.`)
  await tx.rows(
    `update person_grant set ended_at = now(), ended_by = $2 where emergency_id = $1 and ended_at is null`,
    [emergency_id, by.who],
  )
  return { result: { emergency_id }, site: ended.site }
}
