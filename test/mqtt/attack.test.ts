import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect as dial, type Socket } from 'node:net'
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { packetBytes, type PacketCase } from './packet-script.ts'
import { channelOf, connect, deadLetters, furnish, openDoor, reading, topic } from './ward.ts'

const SAMPLES = new URL('../../../shared/samples/eclipse-mosquitto/', import.meta.url)

describe('the broker against those who mean ill', () => {
  let ward: FreshDatabase
  let door: MqttDoor
  let url: string
  let port: number
  let seq = 0
  const opened: MqttClient[] = []
  const client = async (options: Parameters<typeof connect>[1] = {}): Promise<MqttClient> => {
    const made = await connect(url, options)
    opened.push(made)
    return made
  }
  const sockets: Socket[] = []
  const raw = async (): Promise<Socket> => {
    const socket = dial({ port, host: '127.0.0.1' })
    sockets.push(socket)
    socket.on('error', () => undefined) // being cut is what most of these are about
    await once(socket, 'connect')
    return socket
  }
  /** A good sensor says something and is heard. */
  const stillServes = async (): Promise<void> => {
    const sensor = await client()
    await sensor.publishAsync(topic('4w-1'), reading(++seq), { qos: 1 })
    expect(await channelOf(ward.database, '4w-1')).toMatchObject({ seq })
  }

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 10)
    ;({ door, url, port } = await openDoor(ward.database))
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await Promise.all(opened.splice(0).map((made) => made.endAsync(true)))
  })
  afterAll(async () => {
    await door.stop()
    await ward.drop()
  })

  test('a packet that says it has 256 MB is cut at its header', async () => {
    const socket = await raw()
    socket.write(packetBytes("10 r16 s4 'MQTT' 04 02 k10 s4 'huge'"))
    await once(socket, 'data') // CONNACK
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))
    await once(socket, 'close')
    await stillServes()
  })

  test('a peer that says nothing before CONNECT does not stay', async () => {
    const socket = await raw()
    await once(socket, 'close') // 5 s
    await stillServes()
  })

  test('a topic of 60 kB is refused and kept short; its sender is not cut', async () => {
    const sensor = await client()
    await sensor.publishAsync(`wardroom/gh/bed/4w-1/${'x'.repeat(60_000)}`, reading(1), { qos: 1 })
    expect((await deadLetters(ward.database)).at(-1)?.topic).toHaveLength(1000)
    await sensor.publishAsync(topic('4w-2'), reading(1), { qos: 1 })
  })

  test('nobody but the broker speaks under $SYS', async () => {
    const spoofer = await client()
    const cut = new Promise<void>((resolve) => spoofer.once('close', () => resolve()))
    spoofer.publish('$SYS/x/new/clients', 'y', { qos: 1 })
    await cut
    expect((await deadLetters(ward.database)).at(-1)?.topic).toBe('$SYS/x/new/clients')
    const nosy = await client()
    const [granted] = await nosy.subscribeAsync('$SYS/#').catch(() => [{ qos: 128 }])
    expect(granted?.qos).toBe(128)
    await stillServes()
  })

  test('what is refused reaches no subscriber, and only availability is retained', async () => {
    const sensor = await client()
    const heard: string[] = []
    const listener = await client()
    listener.on('message', (to) => heard.push(to))
    await listener.subscribeAsync('#')
    await sensor.publishAsync('other/topic', 'x', { qos: 1, retain: true })
    await sensor.publishAsync(topic('4w-99', 'availability'), 'online', { qos: 1, retain: true })
    await sensor.publishAsync('wardroom/gh/bridge/state', '{"state":"offline"}', { qos: 1, retain: true })
    await sensor.publishAsync(topic('4w-3', 'availability'), 'online', { qos: 1, retain: true })
    await sensor.publishAsync(topic('4w-3'), reading(1), { qos: 1, retain: true })
    await until(() => heard.includes(topic('4w-3')), { what: 'the good reading to arrive' })
    expect(heard.filter((to) => !to.includes('/bridge/'))).toEqual([
      topic('4w-3', 'availability'),
      topic('4w-3'),
    ])

    const later: Record<string, string> = {}
    const newcomer = await client()
    newcomer.on('message', (to, payload) => void (later[to] = payload.toString()))
    await newcomer.subscribeAsync('#')
    await until(() => topic('4w-3', 'availability') in later, { what: 'what is retained' })
    expect(Object.keys(later).sort()).toEqual([
      topic('4w-3', 'availability'),
      'wardroom/gh/bridge/info',
      'wardroom/gh/bridge/state',
    ])
    expect(later['wardroom/gh/bridge/state']).toBe('{"state":"online"}')
  })

  test('a subscriber that stops reading stops nobody, and is cut', async () => {
    const frozen = await raw()
    frozen.write(packetBytes("10 r18 s4 'MQTT' 04 02 k60 s6 'frozen'"))
    await once(frozen, 'data')
    frozen.write(packetBytes("82 r6 m1 s1 '#' 00"))
    await once(frozen, 'data')
    frozen.pause()
    const sensor = await client()
    // 60 kB of good JSON, most of it blanks: a repeat is relayed like the first, and fills any socket.
    const long = reading(1) + ' '.repeat(60_000)
    const cutBefore = door.stats.cut
    let slowest = 0
    await until(
      async () => {
        const began = performance.now()
        await Promise.all(
          Array.from({ length: 20 }, () => sensor.publishAsync(topic('4w-4'), long, { qos: 1 })),
        )
        await stillServes()
        slowest = Math.max(slowest, performance.now() - began)
        return door.stats.cut > cutBefore
      },
      { what: 'the frozen subscriber to be cut', timeoutMs: 30_000 },
    )
    expect(slowest).toBeLessThan(5000) // aedes alone would hold everyone up for its drainTimeout of 10 s
  }, 40_000)

  test('ten peers that never read their PUBACKs stop nobody', async () => {
    for (let n = 0; n < 10; n++) {
      const socket = await raw()
      socket.pause()
      socket.write(packetBytes(`10 r16 s4 'MQTT' 04 02 k60 s4 'mut${n}'`))
      const payload = reading(1)
      const length = 2 + topic('4w-5').length + 2 + payload.length
      const publish = packetBytes(`32 r${length} s${topic('4w-5').length} '${topic('4w-5')}' m1234`)
      for (let times = 0; times < 200; times++) socket.write(Buffer.concat([publish, Buffer.from(payload)]))
    }
    await stillServes()
  })

  const cases = existsSync(SAMPLES) ? mosquittoCases() : []
  test.skipIf(cases.length === 0)(
    `Mosquitto's ${cases.length || ''} conformance and malformed packets crash nothing, hang nothing, are relayed to nobody`,
    async () => {
      const heard: string[] = []
      const witness = await client({ clientId: 'witness' })
      witness.on('message', (to) => heard.push(to))
      await witness.subscribeAsync('#')
      for (let at = 0; at < cases.length; at += 40) {
        await Promise.all(cases.slice(at, at + 40).map((one, n) => play(one, at + n)))
      }
      await stillServes()
      await until(() => heard.includes(topic('4w-1')), { what: 'the witness to hear the good reading' })
      const own = (to: string): boolean =>
        to === topic('4w-1') || to.endsWith('/availability') || to.includes('/bridge/')
      expect(heard.filter((to) => !own(to))).toEqual([])
    },
    120_000,
  )

  /** Says a case's bytes on a connection of its own and hangs up; the server must hang up too. */
  async function play({ connectFirst, sends }: PacketCase, n: number): Promise<void> {
    const socket = await raw()
    const closed = once(socket, 'close')
    socket.resume()
    const id = `case${n}`
    if (connectFirst)
      socket.write(packetBytes(`10 r${12 + id.length} s4 'MQTT' 04 02 k10 s${id.length} '${id}'`))
    for (const bytes of sends) socket.write(bytes)
    socket.end()
    await closed
  }

  function mosquittoCases(): PacketCase[] {
    return readdirSync(SAMPLES)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        const groups = JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8')) as MosquittoGroup[] // the samples' own form
        return groups.flatMap((group) =>
          group.tests.map((one) => ({
            connectFirst: (one.connect ?? group.connect ?? true) && name !== 'CONNECT.json',
            sends: one.msgs.filter(({ type }) => type === 'send').map(({ payload }) => packetBytes(payload)),
          })),
        )
      })
  }
})

interface MosquittoGroup {
  connect?: boolean
  tests: { connect?: boolean; msgs: { type: string; payload: string }[] }[]
}
