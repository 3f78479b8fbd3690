/** Bed sensors over MQTT, each with its boot, its numbers and its buffer; what each last said of its bed is known. */
import { setTimeout as pause } from 'node:timers/promises'
import { DeviceConnection } from '../../../devices/connection.ts'
import { seeded } from '../../../devices/seeded.ts'
import type { Input } from '../ledger.ts'
import { answering, options } from './driver.ts'

export interface SensorsOptions {
  url: string
  site: string
  devices: { device: string; secret: string }[]
  /** All together, a second. */
  rate: number
  seed: number
}

/** The last words of a device. */
export interface LastSaid {
  device: string
  alarm: boolean
  brakes: boolean
}

export const readingId = (device: string, boot: string, seq: number): string => `${device} ${boot} ${seq}`

const { url, site, devices, rate, seed } = options<SensorsOptions>()
const random = seeded(seed)
let inputs = new Map<string, Input>()
let lastYes = 0

const sensors = devices.map(({ device, secret }) => {
  const connection = new DeviceConnection({
    url,
    site,
    kind: 'bed',
    device,
    secret,
    random,
    retryMs: { first: 200, slowest: 2000 },
    onAcknowledged: (seq) => {
      const input = inputs.get(readingId(device, connection.boot, seq))
      lastYes = Date.now()
      if (input) input.acknowledgedAt = lastYes
    },
  })
  return { device, connection, alarm: false, brakes: true }
})
type Sensor = (typeof sensors)[number]

function say({ device, connection }: Sensor, channel: string, value: object): void {
  const id = readingId(device, connection.boot, connection.stats.said + 1)
  inputs.set(id, { id, sentAt: Date.now() })
  connection.say(channel, value)
}

let running = false
async function live(): Promise<void> {
  let due = performance.now()
  while (running) {
    due = Math.max(due + (-Math.log(1 - random()) / rate) * 1000, performance.now() - 1000)
    await pause(Math.max(0, due - performance.now()))
    const sensor = sensors[Math.floor(random() * sensors.length)]
    if (!sensor) continue
    if (random() < 0.7) say(sensor, 'exit-alarm', { active: (sensor.alarm = !sensor.alarm) })
    else say(sensor, 'brakes', { on: (sensor.brakes = !sensor.brakes) })
  }
}

answering({
  plugIn: async () => {
    for (const sensor of sensors) {
      say(sensor, 'exit-alarm', { active: false })
      say(sensor, 'brakes', { on: true })
      sensor.connection.start()
    }
    await Promise.all(sensors.map(({ connection }) => connection.settled()))
  },
  go: () => {
    running = true
    void live()
  },
  rest: () => {
    running = false
  },
  /** All say again what is so. */
  repeat: async () => {
    for (const sensor of sensors) {
      say(sensor, 'exit-alarm', { active: sensor.alarm })
      say(sensor, 'brakes', { on: sensor.brakes })
    }
    await Promise.all(sensors.map(({ connection }) => connection.settled()))
  },
  pending: () => sensors.reduce((sum, { connection }) => sum + connection.pending, 0),
  lastSaid: (): LastSaid[] => sensors.map(({ device, alarm, brakes }) => ({ device, alarm, brakes })),
  lastYes: () => lastYes,
  dropped: () => sensors.reduce((sum, { connection }) => sum + connection.stats.dropped, 0),
  /** What was said since it was last asked. */
  taken: (): Input[] => {
    const all = [...inputs.values()]
    inputs = new Map()
    return all
  },
})
