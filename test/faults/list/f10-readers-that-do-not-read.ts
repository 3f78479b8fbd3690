/** F10: walls that are slow, frozen or never read, a subscriber and an HL7 peer that never read: nobody else may feel it. */
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import mqtt from 'mqtt'
import { framed } from '../../../server/intake/hl7/frames.ts'
import type { Bench } from '../bench.ts'
import { Crowd } from '../crowd.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { figures, percentile } from '../figures.ts'

const SECONDS = { short: 3, usual: 6, long: 30 } as const
const NEVER_READ = { short: 20, usual: 100, long: 200 } as const
const SLOW = 5
const GROWTH_MB = 100
/** Until then the server may not know that they do not read, and waits for them a moment with everybody (live/outflow.ts). */
const NOTICED_MS = 1500
/** P6. Of some seconds a percentile says little; of half a minute it does. */
const SLOWER = { short: 3, usual: 2, long: 1.2 } as const

export const readersThatDoNotRead: Fault = {
  id: 'F10',
  what: 'walls slow, frozen, never reading; subscriber and HL7 peer too',
  kind: 'embedded',
  async strike({ bench, length, measure }) {
    const { drivers, server } = bench
    const seen = async (): Promise<number> => {
      await drivers.walls.ask('delays')
      await pause(SECONDS[length] * 1000)
      return percentile(await drivers.walls.ask<number[]>('delays'), 99)
    }
    const crowds = [
      await Crowd.of(SLOW, bench, 'house'),
      await Crowd.of(SLOW, bench, 'house'),
      await Crowd.of(NEVER_READ[length], bench),
    ]
    const [slow, frozen, blind] = crowds
    // The same sockets, all of them reading: what they cost by being there is in both.
    const before = { p99: await seen(), ...(await figures(server)) }
    const leave = [await neverReadsMqtt(bench), neverReadsHl7(bench)]
    slow?.wire.slow(2000)
    if (frozen) process.kill(frozen.driver.pid, 'SIGSTOP')
    blind?.wire.silence('down')
    await pause(NOTICED_MS)
    const during = { p99: await seen(), ...(await figures(server)) }
    measure({
      what: 'others served slower, p99',
      value: during.p99 / before.p99,
      limit: SLOWER[length],
      unit: '',
      scaled: true,
    })
    measure({ what: 'memory grown', value: during.rssMb - before.rssMb, limit: GROWTH_MB, unit: 'MB' })
    for (const go of leave) go()
    await Promise.all(crowds.map((crowd) => crowd.leave()))
    return Date.now()
  },
}

/** A device that says and says, and takes no answer; what it asks to hear it may not. */
async function neverReadsMqtt({ wires, server }: Bench): Promise<() => void> {
  const device = `deaf-${randomUUID().slice(0, 8)}`
  await server.done('devices/register', { site: SITE, kind: 'bed', code: device })
  const username = `${SITE}/bed/${device}`
  const client = mqtt.connect(`mqtt://127.0.0.1:${wires.mqtt.port}`, {
    clientId: username,
    username,
    password: (await server.keyOf('bed', SITE, device)) ?? '',
    reconnectPeriod: 0,
  })
  client.on('error', () => undefined) // it is cut
  client.on('connect', () => {
    client.subscribe('#', { qos: 1 })
    client.stream.pause()
    for (let nth = 0; nth < 5000; nth++)
      client.publish(`wardroom/${username}/nothing`, 'x'.repeat(1000), { qos: 1 })
  })
  return () => void client.end(true)
}

/** It sends and sends, and takes no answer. */
function neverReadsHl7({ wires }: Bench): () => void {
  const socket = connect(wires.hl7.port, '127.0.0.1')
  socket.on('error', () => undefined) // it is cut
  socket.pause()
  for (let nth = 0; nth < 200; nth++) {
    const now = new Date().toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')
    const message = `MSH|^~\\&|DEAF|${SITE}|WARDROOM|GH|${now}||ADT^A08|DEAF${nth}${now}|P|2.5\rPID|1||DEAF^^^GH^MR||Deaf^One\r`
    socket.write(framed(Buffer.from(message)))
  }
  return () => void socket.destroy()
}
