/** What is said over MQTT and over Socket.IO, as AsyncAPI 3.0, made from the schemas that check it. */
import { z } from 'zod'
import { boards } from '../../../schema/boards/index.ts'
import { availability, deviceKinds } from '../../../schema/devices/index.ts'
import { screenDeed, screenHere } from '../../../schema/screens.ts'
import { wallIs } from '../../../schema/walls.ts'
import { closeRequest, openRequest } from '../../../schema/wire.ts'
import { instant, lsn, place, privacyLevel } from '../../../schema/terms.ts'

interface Channel {
  address: string
  description: string
  parameters?: Record<string, { description: string }>
  messages: Record<string, { contentType: string; payload: object }>
}
interface Operation {
  action: 'send' | 'receive'
  channel: { $ref: string }
  summary: string
}

const payload = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'input' })
const json = (schema: z.ZodType): { contentType: string; payload: object } => ({
  contentType: 'application/json',
  payload: payload(schema),
})

/** The whole document. `receive` is what Wardroom receives, `send` what it sends. */
export function asyncApi(version: string): object {
  const parts = [...deviceChannels(), bridgeChannel(), ...boardChannels(), pulseChannel()]
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Wardroom: devices and live screens',
      version,
      description:
        'Devices speak MQTT 3.1.1 at QoS 1: a PUBACK means the reading is committed. Screens speak Socket.IO 4; rows of a delta are whole, ' +
        'positions are log positions: at x apply when from <= x < to, drop when to <= x, otherwise open the board again.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(parts.map(({ name, channel }) => [name, channel])),
    operations: Object.fromEntries(
      parts.map(({ name, action, summary }): [string, Operation] => [
        name,
        { action, channel: { $ref: `#/channels/${name}` }, summary },
      ]),
    ),
  }
}

interface Part {
  name: string
  channel: Channel
  action: Operation['action']
  summary: string
}

const deviceParameters = {
  site: { description: 'code of the site' },
  device: { description: 'code of the device, as laid out' },
}

function* deviceChannels(): Generator<Part> {
  for (const [kind, channels] of Object.entries(deviceKinds)) {
    const said = Object.entries<z.ZodType>(channels).map(
      ([name, schema]): [string, ReturnType<typeof json>] => [name, json(schema)],
    )
    for (const [name, message] of [
      ...said,
      ['availability', { contentType: 'text/plain', payload: payload(availability) }] as const,
    ]) {
      yield {
        name: `${kind}-${name}`,
        action: 'receive',
        summary:
          name === 'availability' ? 'Retained; `offline` is the last will.' : `A ${kind} device's ${name}.`,
        channel: {
          address: `wardroom/{site}/${kind}/{device}/${name}`,
          description: 'MQTT, QoS 1. No patient identifier ever stands in a topic.',
          parameters: deviceParameters,
          messages: { [name]: message },
        },
      }
    }
  }
}

function bridgeChannel(): Part {
  return {
    name: 'bridge-state',
    action: 'send',
    summary: 'Whether Wardroom is there. Retained, with a last will.',
    channel: {
      address: 'wardroom/{site}/bridge/state',
      description: 'MQTT',
      parameters: { site: deviceParameters.site },
      messages: { state: json(z.object({ state: z.enum(['online', 'offline']) })) },
    },
  }
}

function* boardChannels(): Generator<Part> {
  const event = (name: string, action: Part['action'], summary: string, schema: z.ZodType): Part => ({
    name: name.replace(':', '-'),
    action,
    summary,
    channel: {
      address: name,
      description: 'Socket.IO event',
      messages: { [name.replace(':', '-')]: json(schema) },
    },
  })
  yield event(
    'board:open',
    'receive',
    'Look at a board; answered with the whole picture, or with what was missed since.',
    openRequest,
  )
  yield event('board:close', 'receive', 'Look no more.', closeRequest)
  yield event('screen:here', 'receive', 'Which screen this is, and where; every few seconds.', screenHere)
  yield event('wall:do', 'send', 'What an operator tells a screen.', screenDeed)
  yield event(
    'wall:is',
    'send',
    'To a wall: what it is given to show. null: it is none any more.',
    wallIs.nullable(),
  )
  for (const [board, { row, totals }] of Object.entries(boards)) {
    const delta = z.object({
      board: z.literal(board),
      place,
      level: privacyLevel,
      from: lsn,
      to: lsn,
      at: instant,
      set: z.array(row),
      gone: z.array(z.string()),
      totals: totals.optional(),
    })
    yield {
      ...event('board:delta', 'send', `What changed on the board ${board}.`, delta),
      name: `board-delta-${board}`,
    }
  }
}

function pulseChannel(): Part {
  const pulse = z.object({
    epoch: z.string(),
    lsn,
    at: instant,
    lag_ms: z.number().nullable(),
    screens: z.number().int().optional(),
    room: z.enum(['enough', 'little', 'none']).optional(),
    demo: z.boolean(),
    version: z.string(),
  })
  return {
    name: 'pulse',
    action: 'send',
    summary: 'Once a second: proof of life. None for five seconds, or lag_ms null: the screen says STALE.',
    channel: { address: 'pulse', description: 'Socket.IO event', messages: { pulse: json(pulse) } },
  }
}
