/** Where tags are: what a tag's reader says, read against the hospital's places. */
import { EXIT } from '../../schema/devices/tag.ts'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { Instant } from '../../schema/terms.ts'
import type { ChangeOf, MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { sidesOf } from './board.ts'
import { trustOf } from './device-trust.ts'

/** Where a tag was last seen, as its reader says, since when. */
export interface Seen {
  place: string
  since: Instant
}

export function seenAt(device_id: number, mirror: MirrorView): Seen | null {
  const channel = mirror.device_channel.get(`${device_id}/location`)
  const place = channel?.value['place']
  return channel && typeof place === 'string' ? { place, since: channel.changed_at } : null
}

/**
 * The unit a place of a site belongs to: a bed's unit, or the unit itself. `exit` is in no unit; of a reader's own name
 * nothing is known (undefined), and nothing is claimed.
 */
export function unitOfPlace(place: string, site: string, mirror: MirrorView): number | 'out' | undefined {
  if (place.toLowerCase() === EXIT) return 'out'
  for (const bed of sorted(mirror.bed.where('code', place), ({ bed_id }) => bed_id))
    if (bed.site === site) return bed.unit_id
  for (const unit of sorted(mirror.unit.where('code', place), ({ unit_id }) => unit_id))
    if (unit.site === site) return unit.unit_id
  return undefined
}

/** What a device is with now. The database keeps it to one; should there be more, all servers take the newest. */
export function assignmentOf(device_id: number, mirror: MirrorView): Tables['tag_assignment'] | undefined {
  return sorted(
    mirror.tag_assignment.where('device_id', device_id),
    ({ tag_assignment_id }) => -tag_assignment_id,
  )[0]
}

/**
 * The tag of the patient in a bed. It disagrees with the record when it is at an exit or in another unit: since both say
 * what they say. A tag that is not live says nothing of where its patient is.
 */
export function tagOf(
  bed: Tables['bed'],
  stay: Tables['stay'] | undefined,
  mirror: MirrorView,
): BedRow['tag'] {
  const worn = stay && tagWornBy(stay.encounter_id, mirror)
  const tag = worn && mirror.device.get(worn.device_id)
  if (!tag) return null
  const [trust] = trustOf(tag, mirror)
  const seen = seenAt(tag.device_id, mirror)
  const where = seen && trust === 'live' ? unitOfPlace(seen.place, bed.site, mirror) : undefined
  const away = where !== undefined && where !== bed.unit_id
  return {
    device: tag.code,
    trust,
    place: seen?.place ?? null,
    since: seen?.since ?? null,
    away_since: away && seen ? latest([seen.since, stay.began_at, worn.attached_at]) : null,
    out: where === 'out',
  }
}

function tagWornBy(encounter_id: number, mirror: MirrorView): Tables['tag_assignment'] | undefined {
  const worn = mirror.tag_assignment.where('encounter_id', encounter_id)
  return sorted(worn, ({ tag_assignment_id }) => -tag_assignment_id)[0]
}

/** Encounters whose tag a change of a device, or of what it says, concerns. */
export function* wearersOf(device_id: number, mirror: MirrorView): Generator<number> {
  for (const { encounter_id } of mirror.tag_assignment.where('device_id', device_id))
    if (encounter_id !== null) yield encounter_id
}

/** A place that got another code, or another unit, may be where any tag is. Rare, so all of them are looked at again. */
export function* wearersMoved(
  change: ChangeOf<'bed'> | ChangeOf<'unit'>,
  mirror: MirrorView,
): Generator<number> {
  const places = new Set([...sidesOf<Tables['bed'] | Tables['unit']>(change)].map(placeOf))
  if (change.was !== undefined && change.row !== undefined && places.size === 1) return
  for (const { encounter_id } of mirror.tag_assignment.all()) if (encounter_id !== null) yield encounter_id
}

const placeOf = ({ site, code, unit_id }: Tables['bed'] | Tables['unit']): string =>
  `${site}/${unit_id}/${code}`
const latest = (instants: readonly Instant[]): Instant => instants.reduce((a, b) => (a > b ? a : b))
const sorted = <R>(rows: Iterable<R>, by: (row: R) => number): R[] => [...rows].sort((a, b) => by(a) - by(b))
