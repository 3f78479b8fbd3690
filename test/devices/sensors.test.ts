import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BedSensor, type BedSensorOptions } from '../../devices/bed-sensor.ts'
import { Fleet } from '../../devices/fleet.ts'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { channelOf, deviceOf, furnish, openDoor, readingsOf, secretOf } from '../mqtt/ward.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

/** A program needs its time to start when the machine is busy. */
const PROGRAM_MS = 60_000
const RETRY = { first: 20, slowest: 100 }

describe('bed sensors', () => {
  let ward: FreshDatabase
  let door: MqttDoor
  let url: string
  let port: number
  const sensors: BedSensor[] = []
  const sensor = (device: string, options: Partial<BedSensorOptions> = {}): BedSensor => {
    const secret = secretOf(device)
    const made = new BedSensor({ url, site: 'gh', device, secret, retryMs: RETRY, ...options })
    sensors.push(made)
    return made
  }

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 40)
    ;({ door, url, port } = await openDoor(ward.database))
  })
  afterEach(async () => {
    await Promise.all(sensors.splice(0).map((made) => made.stop()))
  })
  afterAll(async () => {
    await door.stop()
    await ward.drop()
  })

  test('what was said before there was a broker is said when there is one, in order', async () => {
    const early = sensor('4w-1')
    early.occupied(true)
    early.occupied(false)
    early.brakes(true)
    early.start()
    await early.settled()
    expect(await channelOf(ward.database, '4w-1')).toMatchObject({ seq: 2, value: { occupied: false } })
    expect(await channelOf(ward.database, '4w-1', 'brakes')).toMatchObject({ seq: 3, value: { on: true } })
    expect(early.stats).toEqual({ connects: 1, said: 3, acknowledged: 3, dropped: 0 })
  })

  test('a sensor with little memory drops the oldest, and the hole in its numbers shows it', async () => {
    const small = sensor('4w-2', { limit: 3 })
    for (let n = 0; n < 5; n++) small.occupied(n % 2 === 0)
    small.start()
    await small.settled()
    expect(small.stats).toMatchObject({ said: 5, dropped: 2 })
    const kept = await ward.database.rows(
      `select seq from reading join device using (device_id) where code = '4w-2' order by seq`,
    )
    expect(kept).toEqual([{ seq: 3 }, { seq: 4 }, { seq: 5 }])
  })

  test('cut off ten times while it speaks, nothing is missing and nothing counted twice', async () => {
    const flapping = sensor('4w-3')
    flapping.start()
    for (let n = 1; n <= 100; n++) {
      flapping.occupied(n % 2 === 0)
      if (n % 10 === 0) {
        await until(() => flapping.online, { what: 'its connection' })
        const { connects } = flapping.stats
        flapping.drop()
        await until(() => flapping.stats.connects > connects, { what: 'its return' })
      }
    }
    await flapping.settled()
    expect(flapping.stats.connects).toBeGreaterThan(9)
    expect(await readingsOf(ward.database, '4w-3')).toBe(100)
    expect(await channelOf(ward.database, '4w-3')).toMatchObject({ seq: 100, value: { occupied: true } })
    expect(await deviceOf(ward.database, '4w-3')).toMatchObject({ online: true })
  })

  test('its heartbeat repeats all it knows, and no board has a reason to change', async () => {
    const beating = sensor('4w-4', { heartbeatMs: 30 })
    beating.occupied(true)
    beating.brakes(false)
    beating.start()
    await until(async () => (await readingsOf(ward.database, '4w-4')) > 6, { what: 'three heartbeats' })
    const now = await channelOf(ward.database, '4w-4')
    const first = await ward.database.row<{ at: string }>(
      `select min(received_at) as at from reading join device using (device_id) where code = '4w-4'`,
    )
    expect(now?.changed_at).toBe(first?.at)
  })

  test('the door goes and comes back on its port: the sensor finds it again with what it kept', async () => {
    const loyal = sensor('4w-5')
    loyal.start()
    loyal.occupied(true)
    await loyal.settled()
    await door.stop()
    loyal.occupied(false)
    // Our going says nothing about the sensor: its will, which we broke off ourselves, is not believed.
    expect(await deviceOf(ward.database, '4w-5')).toMatchObject({ online: true })
    ;({ door } = await openDoor(ward.database, { port }))
    await loyal.settled()
    expect(await channelOf(ward.database, '4w-5')).toMatchObject({ seq: 2, value: { occupied: false } })
  })

  test('a fleet lives: patients turn up and leave, and every word is acknowledged', async () => {
    const beds = Array.from({ length: 30 }, (_, n) => {
      const device = `4w-${n + 10}`
      return { device, secret: secretOf(device), occupied: n % 2 === 0 }
    })
    const fleet = new Fleet({ url, site: 'gh', beds, rate: 300, seed: 1 })
    fleet.start()
    const known = async (): Promise<number | undefined> =>
      (
        await ward.database.row<{ known: number }>(
          `select count(*) as known from device_channel join device using (device_id)
            where channel = 'occupancy' and code = any ($1)`,
          [beds.map(({ device }) => device)],
        )
      )?.known
    await until(async () => fleet.counts.acknowledged > 100 && (await known()) === 30, {
      what: 'a lively ward',
      timeoutMs: 15_000,
    })
    await fleet.stop()
    expect(fleet.counts).toMatchObject({ sensors: 30, online: 0 })
  })

  test(
    'npm run devices asks the server which sensors there are, and stops in time',
    async () => {
      const api = createServer((_request, response) => {
        const rows = ['4w-6', '4w-7'].map((device) => rowOf(device))
        response.end(JSON.stringify({ rows, totals: {}, lsn: '0'.repeat(16), at: '2026-11-22T20:00:00Z' }))
      })
      api.listen(0, '127.0.0.1')
      await once(api, 'listening')
      const { port: at } = api.address() as AddressInfo // it listens on TCP
      const keys = join(mkdtempSync(join(tmpdir(), 'wardroom-keys-')), 'keys.json')
      const known = ['4w-6', '4w-7'].map((device) => [`gh/bed/${device}`, secretOf(device)])
      writeFileSync(keys, JSON.stringify(Object.fromEntries(known)))
      const options = [
        '--beds',
        '2',
        '--url',
        url,
        '--api',
        `http://127.0.0.1:${at}`,
        '--for',
        '4',
        '--rate',
        '0',
        '--keys',
        keys,
      ]
      const said = await runDevices(options)
      api.close()
      rmSync(dirname(keys), { recursive: true })
      expect(said).toMatchObject({ code: 0 })
      expect(said.text).toMatch(/2 sensors, 0 tags, badges and monitors of gh speak to mqtt/)
      expect(said.text).toMatch(/online 2\/2 {2}said 6 {2}acknowledged 6 {2}waiting 0/)
      expect(said.text.trimEnd()).toMatch(/stopped$/)
      expect(await channelOf(ward.database, '4w-6')).toMatchObject({ value: { occupied: true } })
    },
    PROGRAM_MS,
  )

  test(
    'npm run devices without a server says what to do',
    async () => {
      const nobody = await runDevices(['--api', 'http://127.0.0.1:1', '--url', url])
      expect(nobody).toMatchObject({ code: 1 })
      expect(nobody.text).toMatch(/Nobody answers at http:\/\/127.0.0.1:1: start the server/)
    },
    PROGRAM_MS,
  )

  test(
    'npm run devices with a wrong option says which and how to call it',
    async () => {
      expect((await runDevices(['--beds', 'many'])).text).toMatch(/^--beds: .*\n\nnpm run devices/)
    },
    PROGRAM_MS,
  )
})

async function runDevices(options: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'devices/main.ts', ...options])
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null] // the event's arguments
  return { code, text }
}

const rowOf = (device: string): BedRow => ({
  key: device,
  site: 'gh',
  unit: '4w',
  unit_name: '4 West',
  unit_kind: 'medical',
  level: 'ward',
  specialties: [],
  room: '1',
  bed: device,
  position: 1,
  state: 'occupied',
  table0116: 'O',
  since: '2026-11-22T20:00:00Z',
  features: [],
  sex_rule: 'any',
  surge: false,
  staffed: true,
  blocked: null,
  patient: null,
  reserved: null,
  sensor: {
    device,
    trust: 'never',
    trust_since: null,
    occupied: null,
    occupied_since: null,
    exit_alarm_since: null,
    brakes_on: null,
  },
  turn: null,
  tag: null,
  conflict_since: null,
  conflict_after_s: 600,
  turn_goal_min: 60,
  clean_goal_min: 30,
})
