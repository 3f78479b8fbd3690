/** Two who change the surge of one site go one after the other. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

/** @throws Refused `not-found` */
export async function lockSite(tx: Tx, site: string): Promise<{ name: string; time_zone: string }> {
  const found = await tx.row<{ name: string; time_zone: string }>(
    'select name, time_zone from site where site = $1 for no key update',
    [site],
  )
  if (!found) throw new Refused('not-found', `There is no site ${site}.`, { site })
  return found
}
