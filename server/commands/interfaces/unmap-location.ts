import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** A sender's word for a place is read as it stands again. What was mapped stays on record as ended. */
export const unmapLocation: Verb<'interfaces/unmap-location'> = async (tx, input, { by, now }) => {
  const ended = await tx.row<{ site: string }>(
    `update location_alias a set ended_at = $2, ended_by = $3 from sender s
      where s.sender_id = a.sender_id and a.location_alias_id = $1 and a.ended_at is null returning s.site`,
    [input.location_alias_id, now, by.who],
  )
  if (!ended) throw new Refused('not-found', 'There is no such mapping, or it has ended already.')
  return { result: { location_alias_id: input.location_alias_id }, site: ended.site }
}
