import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { wallNow } from './wall-now.ts'

/** It goes dark, and is sent nothing, while somebody stands before it who should not see it. */
export const blank: Verb<'walls/blank'> = async (tx, { wall_id, blank: wanted }) => {
  const wall = await wallNow(tx, wall_id)
  if (wall.blank === wanted) throw new Refused('already-done', 'It is so already.', { wall_id })
  await tx.rows('update wall set blank = $2 where wall_id = $1', [wall_id, wanted])
  return { result: { wall_id }, site: wall.site }
}
