/** Keys of walls: which wall a browser is, and when each was last there. A wall has no session, and its key no end but a person's. */
import type { Viewer } from '../../schema/access/viewer.ts'
import { rightsOf, type WallIs } from '../../schema/walls.ts'
import type { Database, Tx } from '../database/pool.ts'
import { hashOf } from './secret.ts'

/** As long as browsers keep a cookie at most (RFC 6265bis); it is given anew whenever the wall loads its page. */
export const WALL_S = 400 * 86_400
/** A wall has no end of its own. */
const NO_END = '9999-12-31T23:59:59.999Z'
const SEEN_MS = 30_000

export async function wallBehind(tx: Tx, key: string): Promise<Viewer | undefined> {
  const wall = await tx.row<Pick<WallIs, 'wall_id' | 'name' | 'site' | 'unit' | 'level' | 'pages' | 'blank'>>(
    `select wall_id, name, site, unit, level, pages, blank from wall_key join wall using (wall_id)
      where hash = $1 and revoked_at is null`,
    [hashOf(key)],
  )
  if (!wall) return undefined
  const { wall_id: id, name } = wall
  return { kind: 'wall', id, session: null, name, ...rightsOf(wall), until: NO_END }
}

/** Remembers which walls are there, for who asks since when one has been dark. */
export class WallsSeen {
  readonly #timer: NodeJS.Timeout

  constructor(database: Database, here: () => readonly number[]) {
    this.#timer = setInterval(() => {
      const ids = here()
      if (ids.length === 0) return
      // Without the database a wall says that it is not live; that it was seen is then of no use to anybody.
      database
        .rows('update wall_key set seen_at = now() where wall_id = any ($1)', [ids])
        .catch(() => undefined)
    }, SEEN_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
