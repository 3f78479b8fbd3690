/** F16: garbage over MQTT, from peers that keep the protocol (they stay, and are refused) and from peers that break it (cut). */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import mqtt from 'mqtt'
import { topicOf } from '../../../schema/devices/index.ts'
import { until } from '../../support/until.ts'
import type { Bench } from '../bench.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { figures } from '../figures.ts'

const SECONDS = { short: 2, usual: 4, long: 600 } as const
const LOOP_MS = 50
const GROWTH_MB = 100

const reading = { at: new Date().toISOString(), boot: 'b', seq: 1 }
const PAYLOADS: readonly (string | Buffer)[] = [
  '',
  '{"at":"2026',
  '{"at":1,"boot":2,"seq":"three","active":"yes"}',
  `{"at":"${reading.at}","boot":"b","seq":NaN,"active":true}`,
  `{"at":"${reading.at}","boot":"b","seq":1e400,"active":true}`,
  '['.repeat(10_000) + ']'.repeat(10_000),
  JSON.stringify({ ...reading, boot: 'a\0b', active: true }),
  JSON.stringify({ ...reading, boot: '\ud800', active: true }),
  JSON.stringify({ ...reading, __proto__: { active: true }, constructor: 1 }),
  Buffer.from('a3626174181865', 'hex'), // CBOR
  Buffer.alloc(65_537, 0x20),
  Buffer.alloc(200_000, 0x7b),
]

/** What is no MQTT, or is not allowed by it. */
const BREAKERS: readonly Buffer[] = [
  Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  Buffer.from('160301020001', 'hex'), // a TLS hello
  Buffer.from('30ffffffffff', 'hex'), // a length of five bytes
  Buffer.from('3000', 'hex'), // PUBLISH before CONNECT
  Buffer.from('f000', 'hex'), // a packet type there is not
  Buffer.alloc(4096, 0xff),
]

export const garbageFromDevices: Fault = {
  id: 'F16',
  what: 'garbage over MQTT',
  kind: 'embedded',
  async strike({ bench, random, length, measure, broken }) {
    const before = await figures(bench.server)
    const over = performance.now() + SECONDS[length] * 1000
    const device = `garbage-${randomUUID().slice(0, 8)}`
    await bench.server.done('devices/register', { site: SITE, kind: 'bed', code: device })
    const username = `${SITE}/bed/${device}`
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${bench.wires.mqtt.port}`, {
      clientId: username,
      username,
      password: (await bench.server.keyOf('bed', SITE, device)) ?? '',
      reconnectPeriod: 0,
    })
    client.on('error', () => undefined) // whether it was cut is looked at below
    const topics = ['exit-alarm', 'availability', 'brakes', 'nothing'].map((channel) =>
      topicOf({ site: SITE, kind: 'bed', device, channel }),
    )
    topics.push('other/topic', `wardroom/${'x'.repeat(60_000)}/bed/a/b`, 'wardroom/gh/__proto__/a/b')
    let refused = 0
    while (performance.now() < over) {
      const batch = Array.from({ length: 20 }, () =>
        client.publishAsync(pick(topics, random), pick(PAYLOADS, random), { qos: 1 }),
      )
      await Promise.all([...batch, breaks(bench, pick(BREAKERS, random))])
      refused += batch.length
    }
    if (!client.connected) broken('a peer that kept the protocol was cut')
    await client.endAsync()
    const after = await figures(bench.server)
    measure({ what: 'garbage refused', value: refused, limit: Infinity, unit: '' })
    measure({
      what: 'event loop late, p99',
      value: after.loopP99Ms,
      limit: LOOP_MS,
      unit: 'ms',
      scaled: true,
    })
    measure({ what: 'memory grown', value: after.rssMb - before.rssMb, limit: GROWTH_MB, unit: 'MB' })
    return Date.now()
  },
}

/** Says it, and settles once it has been hung up on. */
async function breaks({ wires }: Bench, bytes: Buffer): Promise<void> {
  const socket = connect(wires.mqtt.port, '127.0.0.1')
  socket.on('error', () => undefined) // it is cut
  socket.resume()
  await once(socket, 'connect')
  socket.write(bytes)
  await until(() => socket.closed, { what: `a peer that said ${bytes.toString('hex', 0, 8)} to be cut` })
}

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T // from is never empty
