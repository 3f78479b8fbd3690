/** The site a command is about. */
import type { Tx } from '../database/pool.ts'
import { Refused } from './refused.ts'

export interface Site {
  site: string
  time_zone: string
}

/** @throws Refused `not-found` */
export async function siteOf(tx: Tx, site: string): Promise<Site> {
  const found = await tx.row<Site>('select site, time_zone from site where site = $1', [site])
  if (!found) throw new Refused('not-found', `There is no site ${site}.`, { site })
  return found
}
