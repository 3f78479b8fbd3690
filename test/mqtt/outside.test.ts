import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BedSensor } from '../../devices/bed-sensor.ts'
import { Rota } from '../../server/database/rota.ts'
import { SEATS } from '../../server/intake/mqtt/client.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { engines } from '../support/engines.ts'
import { until } from '../support/until.ts'
import {
  channelOf,
  connect,
  deviceOf,
  furnish,
  lockReadings,
  openDoor,
  quiet,
  reading,
  readingsOf,
  topic,
  untilLocked,
} from './ward.ts'

const mosquitto = engines.mosquitto

describe.skipIf(!mosquitto)("the hospital's own broker (needs Mosquitto)", () => {
  let ward: FreshDatabase
  let folder: string
  let port: number
  let url: string
  let broker: ChildProcess
  let door: MqttDoor
  let leave: () => Promise<void>
  const rotas: Rota[] = []
  let bed = 0
  const nextBed = (): string => `4w-${++bed}`

  /** A server's door to it, with its own place on the rota. */
  const openOutside = async (serverId: string): Promise<{ door: MqttDoor; leave: () => Promise<void> }> => {
    const rota = new Rota({ url: ward.url, log: quiet, seats: SEATS })
    await rota.start()
    rotas.push(rota)
    const { door: opened } = await openDoor(ward.database, { outside: { url, rota, serverId } })
    return { door: opened, leave: () => opened.stop().then(() => rota.stop()) }
  }
  const startBroker = async (): Promise<void> => {
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
    await until(async () => (await connect(url)).endAsync().then(() => true), { what: 'Mosquitto to listen' })
  }
  const killBroker = async (): Promise<void> => {
    if (broker.exitCode !== null || broker.signalCode !== null) return
    const gone = once(broker, 'exit')
    broker.kill('SIGKILL')
    await gone
  }

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 20)
    folder = await mkdtemp(join(tmpdir(), 'wardroom-mosquitto-'))
    port = await freePort()
    url = `mqtt://127.0.0.1:${port}`
    await writeFile(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  })
  beforeEach(async () => {
    await startBroker()
    ;({ door, leave } = await openOutside('one'))
    await until(() => door.stats.connections === SEATS, { what: 'our connections' })
  })
  afterEach(async () => {
    await leave()
    await killBroker()
  })
  afterAll(async () => {
    for (const rota of rotas) await rota.stop()
    await rm(folder, { recursive: true, force: true })
    await ward.drop()
  })

  test('what a sensor says there reaches the ward, once, and its will too', async () => {
    const name = nextBed()
    const sensor = new BedSensor({ url, site: 'gh', device: name, retryMs: { first: 20, slowest: 100 } })
    sensor.start()
    for (let n = 0; n < 50; n++) sensor.occupied(n % 2 === 0)
    await sensor.settled()
    await until(async () => (await readingsOf(ward.database, name)) === 50, { what: 'all fifty' })
    expect(await channelOf(ward.database, name)).toMatchObject({ seq: 50, value: { occupied: false } })
    expect(await deviceOf(ward.database, name)).toMatchObject({ online: true })
    sensor.unplug()
    await until(async () => (await deviceOf(ward.database, name))?.online === false, { what: 'its will' })
    await sensor.stop()
  })

  test('who was online before we came is known from what the broker retained', async () => {
    const name = nextBed()
    await leave()
    const sensor = await connect(url)
    await sensor.publishAsync(topic(name, 'availability'), 'online', { qos: 1, retain: true })
    ;({ door, leave } = await openOutside('newcomer'))
    await until(async () => (await deviceOf(ward.database, name))?.online === true, {
      what: 'the retained state',
    })
    await sensor.endAsync()
  })

  test('what was said while the server was down is delivered when it is back', async () => {
    const name = nextBed()
    await leave()
    const sensor = await connect(url)
    for (let seq = 1; seq <= 20; seq++) await sensor.publishAsync(topic(name), reading(seq), { qos: 1 })
    await sensor.endAsync()
    expect(await readingsOf(ward.database, name)).toBe(0)
    ;({ door, leave } = await openOutside('one'))
    await until(async () => (await readingsOf(ward.database, name)) === 20, { what: 'the twenty kept' })
    expect(await channelOf(ward.database, name)).toMatchObject({ seq: 20 })
  })

  test('a message is ours only after the commit: what was not stored when the server went comes again', async () => {
    const name = nextBed()
    const unlock = await lockReadings(ward)
    const sensor = await connect(url)
    await sensor.publishAsync(topic(name), reading(1), { qos: 1 })
    await untilLocked(ward.database)
    let stopped = false
    const stopping = leave().then(() => (stopped = true))
    await until(
      async () => {
        await ward.database.rows(
          `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        )
        return stopped
      },
      { what: 'the server to go without having stored it' },
    )
    await stopping
    await unlock()
    expect(await readingsOf(ward.database, name)).toBe(0)
    ;({ door, leave } = await openOutside('one'))
    await until(async () => (await readingsOf(ward.database, name)) === 1, { what: 'the reading' })
    await sensor.endAsync()
  })

  test('kill -9 of the broker: all come back by themselves and nothing the sensor said is missing', async () => {
    const name = nextBed()
    const sensor = new BedSensor({ url, site: 'gh', device: name, retryMs: { first: 50, slowest: 200 } })
    sensor.start()
    sensor.occupied(true)
    await sensor.settled()
    await until(async () => (await readingsOf(ward.database, name)) === 1, { what: 'the first' })
    await killBroker()
    await until(() => !sensor.online && door.stats.connections === 0, { what: 'everyone to notice' })
    sensor.occupied(false)
    sensor.occupied(true)
    await startBroker()
    // A broker that lost its memory knows nobody's subscription: what comes before ours it throws away. Heartbeats heal it.
    await until(() => door.stats.connections === SEATS, { what: 'our connections', timeoutMs: 10_000 })
    await sensor.settled()
    sensor.occupied(true)
    await until(async () => (await channelOf(ward.database, name))?.seq === 4, { what: 'the last word' })
    expect(await channelOf(ward.database, name)).toMatchObject({ value: { occupied: true } })
    expect(await deviceOf(ward.database, name)).toMatchObject({ online: true })
    await sensor.stop()
  })

  test('we say that we are there, take it back when we go, and a second server keeps it standing', async () => {
    const states: string[] = []
    const listener = await connect(url)
    listener.on('message', (to, payload) => to.endsWith('/state') && states.push(payload.toString()))
    await listener.subscribeAsync('wardroom/gh/bridge/+', { qos: 1 })
    await until(() => states.at(-1) === '{"state":"online"}', { what: 'online' })
    const second = await openOutside('two')
    await until(() => second.door.stats.connections === SEATS / 2, { what: 'the second server' })
    await second.leave()
    await until(() => states.includes('{"state":"offline"}'), { what: 'the second to say goodbye' })
    await until(() => states.at(-1) === '{"state":"online"}', { what: 'the first to contradict' })
    await leave()
    await until(() => states.at(-1) === '{"state":"offline"}', { what: 'offline' })
    await listener.endAsync()
  })

  test('a broker that is away when the server starts is no reason not to start', async () => {
    await leave()
    await killBroker()
    ;({ door, leave } = await openOutside('early'))
    expect(door.stats.connections).toBe(0)
    await startBroker()
    await until(() => door.stats.connections === SEATS, { what: 'our connections' })
  })

  test('a broker that refuses our password is one clear sentence', async () => {
    await leave()
    await killBroker()
    await writeFile(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous false\n`)
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
    await until(
      () =>
        connect(url).then(
          () => false,
          (error: Error) => /authorized/i.test(error.message),
        ),
      {
        what: 'Mosquitto to refuse',
      },
    )
    await expect(openOutside('nobody')).rejects.toThrow(/WARDROOM_MQTT_URL refuses us/)
    await writeFile(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
