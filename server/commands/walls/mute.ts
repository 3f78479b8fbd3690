import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { wallNow } from './wall-now.ts'

/** It makes no sound, by night or because somebody sleeps beside it; it shows what it showed. */
export const mute: Verb<'walls/mute'> = async (tx, { wall_id, muted: wanted }) => {
  const wall = await wallNow(tx, wall_id)
  if (wall.muted === wanted) throw new Refused('already-done', 'It is so already.', { wall_id })
  await tx.rows('update wall set muted = $2 where wall_id = $1', [wall_id, wanted])
  return { result: { wall_id }, site: wall.site }
}
