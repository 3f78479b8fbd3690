/** What an MQTT message says, or why it can't be taken. Pure; made for anything a peer may send. */
import type { z } from 'zod'
import { badge } from '../../../schema/devices/badge.ts'
import { availability, deviceKinds, parseTopic, type DeviceTopic } from '../../../schema/devices/index.ts'
import type { IncomingAvailability } from '../../commands/devices/record-availability.ts'
import type { IncomingReading } from '../../commands/devices/record-readings.ts'
import type { IncomingTap } from '../../commands/devices/tap.ts'
import { MONITOR_CLOCK_S } from '../../../schema/devices/monitor.ts'
import { depth } from '../depth.ts'

export const MAX_PAYLOAD_BYTES = 64 * 1024
/** A reading is one object of plain values; what lies deeper is no reading, and deep nesting only costs us. */
const MAX_DEPTH = 8

export type Decoded =
  /** `tap`: the reading is a deed as well; it counts only once the deed is done. */
  | { is: 'reading'; reading: IncomingReading; tap?: IncomingTap }
  | { is: 'availability'; availability: IncomingAvailability }
  /** `reason` is one sentence: the field, and the rule it broke. */
  | { is: 'refused'; reason: string; site: string | undefined }

/**
 * Reads one message. Never throws.
 * @param arrived when it came [ms]: what a monitor says late is of nobody who can be known
 */
export function decode(topic: string, payload: Uint8Array, arrived = Date.now()): Decoded {
  const named = parseTopic(topic)
  if (!named) {
    return refused(undefined, 'topic: not of the form wardroom/<site>/<kind>/<device>/<channel>')
  }
  const channels = Object.hasOwn(deviceKinds, named.kind) ? kinds[named.kind] : undefined
  if (!channels) return refused(named, `topic: there is no kind of device called ${named.kind}`)
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return refused(named, `payload: ${payload.length} bytes; at most ${MAX_PAYLOAD_BYTES} are taken`)
  }
  const text = textOf(payload)
  if (text === undefined) return refused(named, 'payload: not UTF-8 text')
  if (named.channel === 'availability') return decodeAvailability(named, text)
  const channel = Object.hasOwn(channels, named.channel) ? channels[named.channel] : undefined
  if (!channel) {
    const names = [...Object.keys(channels), 'availability'].join(', ')
    return refused(named, `topic: a ${named.kind} has no channel ${named.channel}; it has ${names}`)
  }
  return decodeReading(named, channel, text, arrived)
}

function decodeAvailability(topic: DeviceTopic, text: string): Decoded {
  const said = availability.safeParse(text)
  if (!said.success) return refused(topic, 'payload: must be online or offline, as plain text')
  const { site, kind, device } = topic
  return { is: 'availability', availability: { site, kind, device, online: said.data === 'online' } }
}

function decodeReading(topic: DeviceTopic, channel: ReadingSchema, text: string, arrived: number): Decoded {
  if (text === '') return refused(topic, 'payload: empty')
  if (depth(text) > MAX_DEPTH) return refused(topic, `payload: nested deeper than ${MAX_DEPTH}`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refused(topic, 'payload: not JSON')
  }
  const parsed = channel.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refused(topic, `${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'not valid'}`)
  }
  const { at, boot, seq, ...value } = parsed.data
  if (/\0|\p{Surrogate}/u.test(boot))
    return refused(topic, 'boot: must be text without NUL or half a character')
  const said_at = instantOf(at)
  if (!said_at) return refused(topic, 'at: not an instant between the years 1 and 9999')
  const { site, kind, device, channel: name } = topic
  if (kind === 'monitor' && name === 'vitals') {
    const early = Math.round((Date.parse(said_at) - arrived) / 1000)
    if (Math.abs(early) > MONITOR_CLOCK_S)
      return refused(topic, `at: ${outOfTime(early)}, and of whom it is then nobody can know`)
  }
  const reading = { site, kind, device, channel: name, boot, seq, value: JSON.stringify(value), said_at }
  if (kind !== 'badge' || name !== 'tap') return { is: 'reading', reading }
  const { bed, act } = badge.tap.parse(json) // it passed this very schema above
  return { is: 'reading', reading, tap: { site, device, boot, seq, bed, act } }
}

const outOfTime = (early: number): string =>
  `${Math.abs(early)} s ${early > 0 ? 'in the future (is its clock right?)' : 'before it came (was it kept, or is its clock wrong?)'}`

type ReadingSchema = z.ZodType<{ at: string; boot: string; seq: number; [field: string]: unknown }>
const kinds: Record<string, Record<string, ReadingSchema>> = deviceKinds

/** A topic's words are checked only once it is read whole; the site is told apart where we could read it. */
const refused = (topic: DeviceTopic | undefined, reason: string): Decoded => ({
  is: 'refused',
  reason,
  site: topic?.site,
})

const utf8 = new TextDecoder('utf-8', { fatal: true })

function textOf(payload: Uint8Array): string | undefined {
  try {
    return utf8.decode(payload)
  } catch {
    return undefined // bytes that are no UTF-8, CBOR for example
  }
}

/** An RFC 3339 text in UTC, as both JavaScript and Postgres can hold it; undefined outside the years 1 to 9999. */
function instantOf(text: string): string | undefined {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return undefined
  const instant = new Date(ms).toISOString()
  return /^(?!0000)\d{4}-/.test(instant) ? instant : undefined
}
