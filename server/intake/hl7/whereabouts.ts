/** Which unit and bed of the site a sender's location names. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../../commands/refused.ts'
import type { Location } from './adt.ts'
import type { Sender } from './sender.ts'

export interface Whereabouts {
  unit: string
  bed?: string
}

/**
 * First what people have said this sender means by it (interfaces/map-location): the whole location, or its unit alone.
 * Then codes, compared without regard to case. Where a bed's code in Wardroom is longer than the sender's (there, beds are
 * numbered within a room or a unit, here within the site), it is found as unit-bed, room-bed or unit-room-bed.
 * @param field where the location stood, for the reason
 * @throws Refused `not-found`, naming the field and the value
 */
export async function whereaboutsOf(
  tx: Tx,
  { site, aliases }: Pick<Sender, 'site' | 'aliases'>,
  location: Location,
  field: string,
): Promise<Whereabouts> {
  const { unit, room, bed } = location
  const known = await aliased(tx, aliases, [unit, room, bed])
  if (known) return known
  const mapped = unit === undefined ? undefined : (await aliased(tx, aliases, [unit]))?.unit
  if (bed === undefined) return { unit: mapped ?? (await unitOf(tx, site, location, field)) }
  const within = mapped ?? (unit === undefined ? undefined : await unitOf(tx, site, location, field))
  const found = await tx.row<{ unit: string; bed: string }>(
    `select u.code as unit, b.code as bed
       from bed b join unit u using (unit_id) join room r using (room_id)
      where b.site = $1 and ($2::text is null or u.code = $2) and lower(b.code) = any ($3)
      order by array_position($3, lower(b.code)), lower(r.code) = lower($4) desc, b.bed_id limit 1`,
    [site, within ?? null, namesOf({ unit: mapped ?? unit, room }, bed), room ?? ''],
  )
  if (found) return found
  const where = within === undefined ? 'on this site' : `in unit ${within}`
  throw unknown(location, field, `bed "${short(bed)}" ${where}`)
}

/** A location as it is mapped: its unit, room and bed as the sender writes them. */
export const locationText = (parts: readonly (string | undefined)[]): string =>
  parts
    .map((part) => part ?? '')
    .join('^')
    .replace(/\^+$/, '')

async function aliased(
  tx: Tx,
  aliases: Sender['aliases'],
  parts: readonly (string | undefined)[],
): Promise<Whereabouts | undefined> {
  if (aliases.length === 0) return undefined
  const found = await tx.row<{ unit: string; bed: string | null }>(
    `select u.code as unit, b.code as bed
       from location_alias a left join bed b using (bed_id) join unit u on u.unit_id = coalesce(b.unit_id, a.unit_id)
      where a.sender_id = any ($1) and lower(a.location) = lower($2) and a.ended_at is null
      order by array_position($1, a.sender_id) limit 1`,
    [aliases, locationText(parts)],
  )
  return found && { unit: found.unit, ...(found.bed !== null && { bed: found.bed }) }
}

function namesOf({ unit, room }: Omit<Location, 'bed'>, bed: string): string[] {
  const prefixes = [[], [unit], [room], [unit, room]].filter((parts) => !parts.includes(undefined))
  return prefixes.map((parts) => [...parts, bed].join('-').toLowerCase())
}

async function unitOf(tx: Tx, site: string, location: Location, field: string): Promise<string> {
  const code = location.unit ?? ''
  const found = await tx.row<{ code: string }>(
    'select code from unit where site = $1 and lower(code) = lower($2) order by code = $2 desc limit 1',
    [site, code],
  )
  if (found) return found.code
  throw unknown(location, field, `unit "${short(code)}" on this site`)
}

/** The refusal carries the sender's words, so that a person can say what is meant by them. */
const unknown = ({ unit, room, bed }: Location, field: string, what: string): Refused =>
  new Refused('not-found', `${field}: there is no ${what}`, {
    field,
    unplaced: locationText([unit, room, bed]).slice(0, 200),
  })

const short = (code: string): string => (code.length > 60 ? `${code.slice(0, 60)}...` : code)
