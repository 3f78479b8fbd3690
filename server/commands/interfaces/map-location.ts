import type { Tx } from '../../database/pool.ts'
import { placeOf } from '../admissions/where-to.ts'
import { mustBeIn } from '../permit.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/**
 * From now on this sender's word for a place is our unit or bed. Said again it replaces what was said; both stay on
 * record. A sender of a hospital of one site that was never set gets its settings by it, those that went without saying.
 */
export const mapLocation: Verb<'interfaces/map-location'> = async (tx, input, { by, now }) => {
  const { sender_id, site } = await senderOf(tx, input.application, input.facility)
  await mustBeIn(tx, by, 'interfaces/map-location', { site, unit: input.unit, bed: input.bed })
  const place = await placeOf(tx, site, input)
  await tx.rows(
    `update location_alias set ended_at = $3, ended_by = $4
      where sender_id = $1 and lower(location) = lower($2) and ended_at is null`,
    [sender_id, input.location, now, by.who],
  )
  const made = await tx.row<{ location_alias_id: number }>(
    `insert into location_alias (sender_id, location, unit_id, bed_id, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6) returning location_alias_id`,
    [sender_id, input.location, place.unit_id, place.bed_id, now, by.who],
  )
  if (!made) throw new Error('the location was not written')
  return {
    result: { ...made, site },
    site,
    ...(place.bed_id !== null && { beds: [place.bed_id] }),
  }
}

async function senderOf(
  tx: Tx,
  application: string,
  facility: string,
): Promise<{ sender_id: number; site: string }> {
  const set = await tx.row<{ sender_id: number; site: string }>(
    `select sender_id, site from sender where application in ($1, '*') and facility in ($2, '*')
      order by application = '*', facility = '*' limit 1`,
    [application, facility],
  )
  if (set) return set
  const sites = await tx.rows<{ site: string }>('select site from site limit 2')
  const [only, another] = sites
  if (!only || another) {
    throw new Refused(
      'not-found',
      'Nothing says yet which site this sender is about. Set the sender first (hospital/set-sender).',
    )
  }
  const made = await tx.row<{ sender_id: number; site: string }>(
    `insert into sender (application, facility, site) values ($1, $2, $3)
     on conflict (application, facility) do update set site = sender.site returning sender_id, site`,
    [application, facility, only.site],
  )
  if (!made) throw new Error('the sender was not written')
  return made
}
