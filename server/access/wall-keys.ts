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

interface Seen {
  database: Database
  /** The walls before this server, each as often as its key is used. */
  here: () => readonly number[]
  log: { warn(fields: object, text: string): void }
}

/** Remembers which walls are there, for who asks since when one has been dark; and says so when one is there twice. */
export class WallsSeen {
  readonly #of: Seen
  readonly #timer: NodeJS.Timeout
  #twice: ReadonlySet<number> = new Set()
  #said: ReadonlySet<number> = new Set()

  constructor(of: Seen) {
    this.#of = of
    // Without the database a wall says that it is not live; that it was seen is then of no use to anybody.
    this.#timer = setInterval(() => void this.look().catch(() => undefined), SEEN_MS)
  }

  async look(): Promise<void> {
    const ids = this.#of.here()
    this.#warn(new Set(ids.filter((id, nth) => ids.indexOf(id) !== nth)))
    if (ids.length > 0)
      await this.#of.database.rows('update wall_key set seen_at = now() where wall_id = any ($1)', [ids])
  }

  /** Seen so at two looks: after a power cut a wall is there twice until its old connection is found dead. */
  #warn(twice: ReadonlySet<number>): void {
    const still = new Set([...twice].filter((id) => this.#twice.has(id)))
    for (const wall_id of still)
      if (!this.#said.has(wall_id))
        this.#of.log.warn({ wall_id }, 'the key of a wall is used at two places at once; see /admin/walls')
    this.#twice = twice
    this.#said = still
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
