/** A screen is to be told something: by whom that may be, and on record. */
import { sitesOf } from '../../../schema/access/may.ts'
import { mayElse } from '../../../schema/access/rights.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import type { ScreenOrder, ScreensSeen } from '../../../schema/screens.ts'
import type { Tx } from '../../database/pool.ts'
import { isEverywhere } from '../../../schema/access/roles.ts'
import { Refused } from '../refused.ts'
import { mustHold, permit } from '../permit.ts'
import { recorded } from '../run.ts'
import { viewerOf, type By } from '../verb.ts'

/**
 * A wall is somewhere; a console, a name and all there are may be anywhere, and are for who is administrator everywhere.
 * @throws Refused `not-found`: a wall there is not, or another site's; `forbidden`
 */
export async function tellScreen(tx: Tx, order: ScreenOrder, by: By): Promise<void> {
  const viewer = viewerOf(by)
  const what = 'tell a screen something'
  if (viewer && 'wall' in order.to) {
    await permit(tx, viewer, { roles: mayElse.screens, input: { wall_id: order.to.wall }, what })
  } else if (viewer && !mustHold(viewer, mayElse.screens, what).some(isEverywhere)) {
    throw new Refused('forbidden', 'An administrator of one site tells something to its walls only.')
  }
  await recorded(tx, 'screens/tell', order, by, { result: {} })
}

/** An administrator of one site hears nothing of another's walls. */
export function seenBy({ grants }: Viewer, seen: ScreensSeen): ScreensSeen {
  const sites = sitesOf(grants.filter(({ role }) => mayElse.screens.some((one) => one === role)))
  const screens = seen.screens.filter(({ wall, site }) => !sites || wall === null || sites.has(site ?? ''))
  return { ...seen, screens }
}
