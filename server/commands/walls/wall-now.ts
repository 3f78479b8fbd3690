/** The wall a command is about, as it is. */
import type { Assignment } from '../../../schema/walls.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'

export type WallNow = Assignment & { blank: boolean; muted: boolean }

const GIVEN = 'name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, blank, muted'

/** Locked. @throws Refused `not-found`, also when it is revoked: then it is a wall no more */
export async function wallNow(tx: Tx, wall_id: number): Promise<WallNow> {
  const wall = await tx.row<WallNow>(
    `select ${GIVEN} from wall where wall_id = $1 and revoked_at is null for no key update`,
    [wall_id],
  )
  if (!wall) throw new Refused('not-found', `There is no wall ${wall_id}.`, { wall_id })
  return wall
}

/** Where it is to hang. @throws Refused `not-found` */
export async function mustBePlace(tx: Tx, { site, unit }: Pick<Assignment, 'site' | 'unit'>): Promise<void> {
  await siteOf(tx, site)
  if (unit === null) return
  const found = await tx.row('select 1 from unit where site = $1 and code = $2', [site, unit])
  if (!found) throw new Refused('not-found', `There is no unit ${unit} in ${site}.`, { site, unit })
}

/** One name, one wall of a site: who says "reload the one at the lift" means one. */
export async function mustBeFree(
  tx: Tx,
  { site, name }: Pick<Assignment, 'site' | 'name'>,
  but = 0,
): Promise<void> {
  const other = await tx.row(
    'select 1 from wall where site = $1 and lower(name) = lower($2) and revoked_at is null and wall_id <> $3',
    [site, name, but],
  )
  if (other) throw new Refused('already-exists', `${site} has a wall called ${name} already.`, { name })
}
