/** A screen whose code somebody typed. Only they may say what becomes of it: its number alone lets nobody. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { viewerOf, type By } from '../verb.ts'

export interface Typed {
  address: string | null
  agent: string | null
  width: number
  height: number
}

/** Locked. @throws Refused `not-found`: too old, settled already, or another typed it */
export async function typedBy(tx: Tx, wall_pairing_id: number, by: By): Promise<Typed> {
  const viewer = viewerOf(by)
  const screen = await tx.row<Typed>(
    `select address, agent, width, height from wall_pairing
      where wall_pairing_id = $1 and until > now() and wall_id is null and denied_at is null and typed_by = $2
        for no key update`,
    [wall_pairing_id, viewer && typistOf(viewer)],
  )
  if (!screen) throw new Refused('not-found', 'That code is good no more. Type the one the screen shows now.')
  return screen
}

/** Who it is, as the pairing remembers them. */
export const typistOf = ({ kind, id }: { kind: string; id: number }): string => `${kind} ${id}`
