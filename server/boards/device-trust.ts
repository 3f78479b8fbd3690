/** How far a device can be believed. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first } from './bed-state.ts'

export type Trust = 'live' | 'silent' | 'offline' | 'never'

/** Its last word is believed only while it is live; and since when it is what it is. */
export function trustOf(device: Tables['device'], mirror: MirrorView): [Trust, Instant | null] {
  if (device.online === false) return ['offline', device.online_at]
  if (device.silent_since !== null) return ['silent', device.silent_since]
  return wasHeard(device, mirror) ? ['live', null] : ['never', null]
}

/** Whether it ever said anything on a channel of its own. */
export const wasHeard = (device: Tables['device'], mirror: MirrorView): boolean =>
  first(mirror.device_channel.where('device_id', device.device_id), () => true) !== undefined
