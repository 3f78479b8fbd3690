import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect as dial, type Socket } from 'node:net'
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { packetBytes, type PacketCase } from './packet-script.ts'
import { as, channelOf, connect, deadLetters, furnish, openDoor, reading, topic } from './ward.ts'

const SAMPLES = new URL('../../../shared/samples/eclipse-mosquitto/', import.meta.url)

describe('the broker against those who mean ill', () => {
  let ward: FreshDatabase
  let door: MqttDoor
  let url: string
  let port: number
  let seq = 0
  const opened: MqttClient[] = []
  const client = async (bed: string): Promise<MqttClient> => {
    const made = await connect(url, as(bed))
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
    const sensor = await client('4w-1')
    await sensor.publishAsync(topic('4w-1'), reading(++seq), { qos: 1 })
    expect(await channelOf(ward.database, '4w-1')).toMatchObject({ seq })
    await sensor.endAsync()
  }
  /** The bytes of a device's CONNECT, with what follows. */
  const hello = (bed: string, keepalive = 60): Buffer => {
    const { clientId = '', password } = as(bed)
    const secret = String(password)
    const length = 10 + 2 * (2 + clientId.length) + 2 + secret.length
    const user = `s${clientId.length} '${clientId}'`
    return packetBytes(
      `10 r${length} s4 'MQTT' 04 c2 k${keepalive} ${user} ${user} s${secret.length} '${secret}'`,
    )
  }

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 50)
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
    socket.write(hello('4w-9'))
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
    const sensor = await client('4w-2')
    await sensor.publishAsync(`wardroom/gh/bed/4w-2/${'x'.repeat(60_000)}`, reading(1), { qos: 1 })
    expect((await deadLetters(ward.database)).at(-1)?.topic).toHaveLength(1000)
    await sensor.publishAsync(topic('4w-2'), reading(1), { qos: 1 })
  })

  test('nobody but the broker speaks under $SYS', async () => {
    const spoofer = await client('4w-2')
    const cut = new Promise<void>((resolve) => spoofer.once('close', () => resolve()))
    spoofer.publish('$SYS/x/new/clients', 'gh/bed/4w-1', { qos: 1 })
    await cut
    expect((await deadLetters(ward.database)).at(-1)).toMatchObject({
      topic: '$SYS/x/new/clients',
      reason: 'topic: gh/bed/4w-2 may not speak there',
    })
    await stillServes()
  })

  test('ten peers that never read their PUBACKs stop nobody', async () => {
    for (let n = 0; n < 10; n++) {
      const socket = await raw()
      socket.pause()
      socket.write(hello(`4w-${n + 1}`))
      const [payload, own] = [reading(1), topic(`4w-${n + 1}`)]
      const length = 2 + own.length + 2 + payload.length
      const publish = packetBytes(`32 r${length} s${own.length} '${own}' m1234`)
      for (let times = 0; times < 200; times++) socket.write(Buffer.concat([publish, Buffer.from(payload)]))
    }
    await stillServes()
  })

  /** No bed from here on says anything in the other tests. */
  const FIRST = 11
  const cases = existsSync(SAMPLES) ? mosquittoCases() : []
  test.skipIf(cases.length === 0)(
    `Mosquitto's ${cases.length || ''} conformance and malformed packets crash nothing, hang nothing, are taken from nobody`,
    async () => {
      for (let at = 0; at < cases.length; at += 40) {
        await Promise.all(cases.slice(at, at + 40).map((one, n) => play(one, `4w-${n + FIRST}`)))
      }
      await stillServes()
      expect(
        await ward.database.row(
          `select count(*)::int as n from reading join device using (device_id)
           where substr(code, 4)::int >= $1`,
          [FIRST],
        ),
      ).toEqual({ n: 0 })
    },
    120_000,
  )

  /** Says a case's bytes on a connection of its own and hangs up; the server must hang up too. */
  async function play({ connectFirst, sends }: PacketCase, bed: string): Promise<void> {
    const socket = await raw()
    const closed = once(socket, 'close')
    socket.resume()
    if (connectFirst) {
      socket.write(hello(bed, 10))
    }
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
