import type { Verb } from '../verb.ts'
import { typedBy } from './typed-code.ts'

/** Somebody elsewhere wanted a wall of this hospital: their screen is told no, and begins with another code. */
export const turnAway: Verb<'walls/turn-away'> = async (tx, { wall_pairing_id }, { by }) => {
  const { address } = await typedBy(tx, wall_pairing_id, by)
  await tx.rows('update wall_pairing set denied_at = now() where wall_pairing_id = $1', [wall_pairing_id])
  return { result: { address } }
}
