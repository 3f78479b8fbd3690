/** What is on record of everything that came in, in the order it is to be done again. */
import type { CommandName } from '../../schema/commands/index.ts'
import type { Door } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'

export interface Act {
  act_id: number
  /** The time of its transaction, to the microsecond. */
  at: string
  door: Door
  who: string
  command: CommandName | 'interfaces/replay'
  key: string | null
  input: Record<string, unknown>
  result: unknown
  bed_ids: number[]
  encounter_ids: number[]
  patient_ids: number[]
  inbound_id: number | null
}

export interface Message {
  inbound_id: number
  at: string
  raw: Buffer
}

export interface Reading {
  at: string
  site: string
  kind: string
  device: string
  channel: string
  boot: string
  seq: number
  value: string
  said_at: string
}

export type Event =
  /** A command; or all a message, or its replay, brought about in one transaction. */
  | { is: 'acts'; at: string; acts: [Act, ...Act[]]; message: Message | undefined }
  /** A message that changed nothing. */
  | { is: 'message'; at: string; message: Message }
  /** What was written in one statement. */
  | { is: 'readings'; at: string; readings: Reading[] }

/** Whether a message can be given to the door again as it came: where from is not on record. */
export const CAN_COME_AGAIN = `(outcome <> 'refused' or reason not like 'the frame:%' and reason not like 'MSH-3, MSH-4:%')`

/**
 * Who may do and see what is not of the house: whoever does it again has people and walls of their own, whose secrets are on no record.
 * Nor is what the server did about itself.
 */
export const OF_THE_HOUSE = `command !~ '^(people|walls|emergency|screens|audit|server)/'`

/** Acts are numbered when they are done, holding what they changed: those that touch each other are in order. */
const ACTS = `
  select act_id, at::text as at, door, who, command, key, input, result, bed_ids, encounter_ids, patient_ids, inbound_id
    from act where ${OF_THE_HOUSE} order by act_id`

/** Of a frame that was at fault the fault is not kept, only what it held; it came to nothing. */
const QUIET = `
  select inbound_id, received_at::text as at, raw from inbound i
   where ${CAN_COME_AGAIN}
     and not exists (select from act a where a.inbound_id = i.inbound_id and a.at = i.received_at)
   order by received_at, inbound_id`

const READINGS = `
  select received_at::text as at, site, kind, code as device, channel, boot, seq, value::text as value, said_at::text as said_at
    from reading join device using (device_id) order by received_at, device_id, boot, seq`

/** All of it in memory: a proof is made of a hospital's months, on a machine that has them. */
export async function* recordOf(tx: Tx): AsyncGenerator<Event> {
  const quiet = await tx.rows<Message>(QUIET)
  const batches = inBatches(await tx.rows<Reading>(READINGS))
  const between = merged(quiet, batches)
  const messages = await tx.rows<Message>(
    'select inbound_id, received_at::text as at, raw from inbound where inbound_id in (select inbound_id from act)',
  )
  const raw = new Map(messages.map((message) => [message.inbound_id, message]))
  let next = 0
  for (const acts of transactions(await tx.rows<Act>(ACTS))) {
    const [{ at, inbound_id }] = acts
    // What changed no stay has its place among the acts by time alone.
    for (let one = between[next]; one && order(one, { at }) <= 0; one = between[++next]) yield one
    yield { is: 'acts', at, acts, message: inbound_id === null ? undefined : raw.get(inbound_id) }
  }
  yield* between.slice(next)
}

/** Acts of one message and one transaction belong together. */
function transactions(acts: readonly Act[]): [Act, ...Act[]][] {
  const groups = new Map<string, [Act, ...Act[]]>()
  for (const act of acts) {
    const key = act.inbound_id === null ? `act ${act.act_id}` : `${act.inbound_id} ${act.at}`
    const group = groups.get(key)
    if (group) group.push(act)
    else groups.set(key, [act])
  }
  return [...groups.values()]
}

/** Readings of one statement have one time. */
function inBatches(readings: readonly Reading[]): Event[] {
  const batches: (Event & { is: 'readings' })[] = []
  for (const reading of readings) {
    const last = batches.at(-1)
    if (last?.at === reading.at) last.readings.push(reading)
    else batches.push({ is: 'readings', at: reading.at, readings: [reading] })
  }
  return batches
}

const merged = (messages: readonly Message[], batches: readonly Event[]): Event[] =>
  [...messages.map((message): Event => ({ is: 'message', at: message.at, message })), ...batches].sort(order)

/** By time, as Postgres writes it in UTC: "2026-11-24 19:33:09.12+00". Fractions of other lengths do not compare as text. */
function order(one: { at: string }, other: { at: string }): number {
  const [a, b] = [one, other].map(({ at }) => {
    const [seconds = '', fraction = ''] = at.replace('+00', '').split('.')
    return `${seconds}.${fraction.padEnd(6, '0')}`
  })
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1
}
