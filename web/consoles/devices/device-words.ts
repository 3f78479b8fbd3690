/** A device in words: its kind, and where or with whom it is. */
import type { DeviceRow } from '../../../schema/boards/devices.ts'
import { deviceKind, type DeviceKind } from '../../../schema/devices/index.ts'
import type { Speech } from '../../lib/i18n/speech.svelte.ts'

type Say = Speech['say']

/** A kind nobody knows is called as its topic calls it. */
export function kindText(kind: string, say: Say): string {
  const known = deviceKind.safeParse(kind).data
  return known ? say(`devices.kind.${known}`) : kind
}

/** Each part is a text of its own direction: it is shown in a `bdi`. */
export function whereParts({ bed, unit, seen, holder, measures }: DeviceRow, say: Say): string[] {
  const parts = [
    bed && (unit ? say('devices.in-bed', { bed, unit }) : bed),
    holder && (holder.name ?? say(`devices.holder.${holder.is}`)),
    measures && say(`devices.measures.${measures}`),
    seen && say('devices.seen-at', { place: seen.place }),
  ]
  return parts.filter((part) => part !== null)
}

/** The channel on which a device of this kind says what it is there for. */
export const mainChannel = {
  bed: 'occupancy',
  tag: 'location',
  badge: 'tap',
  monitor: 'vitals',
} as const satisfies Record<DeviceKind, string>
