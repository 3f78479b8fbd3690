import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BedSensor } from '../../devices/bed-sensor.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import {
  as,
  channelOf,
  connect,
  deadLetters,
  deviceOf,
  furnish,
  lockReadings,
  openDoor,
  reading,
  readingsOf,
  secretOf,
  topic,
  untilLocked,
} from './ward.ts'

describe('the broker inside the server', () => {
  let ward: FreshDatabase
  let door: MqttDoor
  let url: string
  let port: number
  const opened: { endAsync(force?: boolean): Promise<unknown> }[] = []
  const client = async (bed: string) => {
    const made = await connect(url, as(bed))
    opened.push(made)
    return made
  }

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 20)
    ;({ door, url, port } = await openDoor(ward.database))
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((made) => made.endAsync(true)))
  })
  afterAll(async () => {
    await door.stop()
    await ward.drop()
  })

  test('a sensor that says somebody lies in its bed changes what screens are told', async () => {
    const sensor = await client('4w-1')
    await sensor.publishAsync(topic('4w-1'), reading(1), { qos: 1 })
    expect(await channelOf(ward.database, '4w-1')).toMatchObject({
      boot: 'boot-1',
      seq: 1,
      value: { occupied: true },
    })
  })

  test('PUBACK comes after the commit: while the table is locked, a sensor hears nothing', async () => {
    const sensor = await client('4w-2')
    const unlock = await lockReadings(ward)
    let acknowledged = false
    const published = sensor
      .publishAsync(topic('4w-2'), reading(1), { qos: 1 })
      .then(() => (acknowledged = true))
    await untilLocked(ward.database)
    expect(acknowledged).toBe(false)
    await unlock()
    await published
    expect(await readingsOf(ward.database, '4w-2')).toBe(1)
  })

  test('the same message three times counts once, and each time is acknowledged', async () => {
    const sensor = await client('4w-3')
    for (let times = 0; times < 3; times++) await sensor.publishAsync(topic('4w-3'), reading(1), { qos: 1 })
    expect(await readingsOf(ward.database, '4w-3')).toBe(1)
  })

  test('a will says offline, and the sensor that comes back delivers what it kept', async () => {
    const sensor = new BedSensor({
      url,
      site: 'gh',
      device: '4w-4',
      secret: secretOf('4w-4'),
      retryMs: { first: 20, slowest: 100 },
    })
    sensor.start()
    sensor.occupied(true)
    await sensor.settled()
    expect(await deviceOf(ward.database, '4w-4')).toMatchObject({ online: true })
    sensor.unplug()
    await until(async () => (await deviceOf(ward.database, '4w-4'))?.online === false, { what: 'offline' })
    sensor.occupied(false)
    sensor.exitAlarm(true)
    expect(sensor.pending).toBe(2)
    sensor.start()
    await sensor.settled()
    expect(await channelOf(ward.database, '4w-4')).toMatchObject({ seq: 2, value: { occupied: false } })
    expect(await channelOf(ward.database, '4w-4', 'exit-alarm')).toMatchObject({
      seq: 3,
      value: { active: true },
    })
    expect(await deviceOf(ward.database, '4w-4')).toMatchObject({ online: true })
    await sensor.stop()
    expect(await deviceOf(ward.database, '4w-4')).toMatchObject({ online: false })
  })

  test('what cannot be taken is kept with its reason, and the sensor goes on working', async () => {
    const before = (await deadLetters(ward.database)).length
    const sensor = await client('4w-5')
    const bad: [string, string | Buffer, RegExp][] = [
      [topic('4w-99'), reading(1), /gh\/bed\/4w-5 may not speak there/],
      ['somebody/elses/topic', 'hello', /may not speak there/],
      ['wardroom/nowhere/bed/4w-5/occupancy', reading(1), /may not speak there/],
      ['wardroom/gh/toaster/4w-5/heat', '{}', /may not speak there/],
      [topic('4w-5', 'mood'), '{}', /a bed has no channel mood/],
      [topic('4w-5'), '{"at":"2026-11-22T2', /^payload: not JSON/],
      [topic('4w-5'), reading(1, { occupied: 'yes' }), /^occupied: /],
      [topic('4w-5'), '', /^payload: empty/],
      [topic('4w-5'), Buffer.from([0xa1, 0x62, 0xff]), /^payload: not UTF-8/],
      [topic('4w-5', 'availability'), 'perhaps', /online or offline/],
      [topic('4w-5'), ' '.repeat(100_000), /^payload: 100000 bytes/],
    ]
    for (const [to, payload] of bad) await sensor.publishAsync(to, payload, { qos: 1 })
    const kept = (await deadLetters(ward.database)).slice(before)
    expect(kept).toHaveLength(bad.length)
    bad.forEach(([to, , reason], at) => {
      expect(kept[at]?.topic).toBe(to)
      expect(kept[at]?.reason).toMatch(reason)
    })
    await sensor.publishAsync(topic('4w-5'), reading(7), { qos: 1 })
    expect(await channelOf(ward.database, '4w-5')).toMatchObject({ seq: 7 })
  })

  test('the port that is taken is one clear sentence', async () => {
    await expect(openDoor(ward.database, { port })).rejects.toThrow(/EADDRINUSE/)
  })
})
