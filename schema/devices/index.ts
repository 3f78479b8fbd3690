/** Every kind of device there is, its channels and their payloads. */
import { z } from 'zod'
import { siteCode } from '../terms.ts'
import { badge } from './badge.ts'
import { bed } from './bed.ts'
import { monitor } from './monitor.ts'
import { tag } from './tag.ts'

export const deviceKinds = { bed, tag, badge, monitor } as const
export type DeviceKind = keyof typeof deviceKinds
/** Kinds that stand at a bed, one of each at most. */
export const standsAtBed = (kind: string): boolean => kind === 'bed' || kind === 'monitor'
export const deviceKind = z.enum(Object.keys(deviceKinds) as [DeviceKind, ...DeviceKind[]]) // the object's own keys

/** Retained on `…/availability`: `online`, and `offline` as the last will. Plain text, not JSON. */
export const availability = z.enum(['online', 'offline'])

const segment = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/
export const deviceCode = z.string().regex(segment, 'letters, digits, dash, dot, underscore; at most 40')

export interface DeviceTopic {
  site: string
  kind: string
  device: string
  channel: string
}

/** Reads `wardroom/<site>/<kind>/<device>/<channel>`; undefined for anything else. */
export function parseTopic(topic: string): DeviceTopic | undefined {
  const [root, site = '', kind = '', device = '', channel = '', ...rest] = topic.split('/')
  if (root !== 'wardroom' || rest.length > 0) return undefined
  if (
    !siteCode.safeParse(site).success ||
    !segment.test(kind) ||
    !segment.test(device) ||
    !segment.test(channel)
  )
    return undefined
  return { site, kind, device, channel }
}

/** The topic of one channel of one device. */
export function topicOf({ site, kind, device, channel }: DeviceTopic): string {
  return `wardroom/${site}/${kind}/${device}/${channel}`
}
