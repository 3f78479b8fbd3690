/** The unit a request asks for, by its code. */
import type { Tx } from '../../database/pool.ts'
import { placeOf } from '../admissions/where-to.ts'

/** @throws Refused `not-found` when the site has no such unit */
export async function askedUnit(tx: Tx, site: string, unit: string | null): Promise<number | null> {
  return unit === null ? null : (await placeOf(tx, site, { unit })).unit_id
}
