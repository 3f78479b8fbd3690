import { Refused } from '../refused.ts'
import { viewerOf, type Verb } from '../verb.ts'

/** By a person, who answers for it, and never by whoever let themselves in. */
export const review: Verb<'emergency/review'> = async (tx, { emergency_id, remark }, { by }) => {
  const found = await tx.row<{ person_id: number; site: string; reviewed: boolean }>(
    `select person_id, site, reviewed_at is not null as reviewed from emergency where emergency_id = $1 for update`,
    [emergency_id],
  )
  if (!found) throw new Refused('not-found', `There is no emergency ${emergency_id}.`)
  if (found.reviewed) throw new Refused('already-done', 'It was reviewed already.')
  const viewer = viewerOf(by)
  if (viewer && viewer.kind !== 'person')
    throw new Refused('forbidden', 'A person reviews it, not a program.')
  if (viewer?.id === found.person_id) throw new Refused('forbidden', 'Somebody else reviews what you did.')
  await tx.rows(
    'update emergency set reviewed_at = now(), reviewed_by = $2, remark = $3 where emergency_id = $1',
    [emergency_id, by.who, remark],
  )
  return { result: { emergency_id }, site: found.site }
}
