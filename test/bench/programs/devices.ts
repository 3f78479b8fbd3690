/**
 * A fleet of bed sensors: a socket each, MQTT 3.1.1 at QoS 1, their exit alarms going on and off. As lean as can be (fixed
 * packets, no library), so that the fleet costs the machine less than the server it is there to load.
 * Arguments: host, port, site, how many, and what they sign in with.
 */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { machineClock } from '../clock.ts'
import { noMoments, note, type Moments } from '../latency.ts'
import { serve } from '../program.ts'
import { atMoments, taking, type Burst } from './poisson.ts'

/** What was sent; `acked`: when its PUBACK came, NaN if it never did. */
export interface Sent extends Moments {
  acked: number[]
  /** How many a second were due when it was sent. */
  rate: number[]
}

const [host = '', port = '0', site = '', count = '0', keys = '[]'] = process.argv.slice(2)
const secrets = JSON.parse(keys) as string[] // our own stage made it
const clock = machineClock()
const PATIENCE_MS = 15_000
/** The next packet id of a socket that has used up all 16 bits. */
const IDS = 0xffff

class Sensor {
  readonly #topic: string
  readonly #socket: Socket
  readonly #boot = `bench-${process.pid}`
  #seq = 0
  #rest: Buffer = Buffer.alloc(0)
  #id = 0
  /** Where in `sent` a packet id stands. */
  readonly #unacked = new Map<number, number>()

  constructor(code: string, secret = '') {
    this.#topic = `wardroom/${site}/bed/${code}`
    this.#socket = connect({ host, port: Number(port), noDelay: true })
    this.#socket.on('data', (chunk) => this.#heard(chunk))
    // Protocol level 4, user name and password, clean session, keepalive 300 s (MQTT 3.1.1, 3.1): longer than a sensor is
    // ever silent here
    const user = text(`${site}/bed/${code}`)
    this.#socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 0xc2, 1, 44]), user, user, text(secret)))
  }

  /** Connected, and said to be online. */
  async online(): Promise<void> {
    await once(this.#socket, 'connack')
    this.#publish(0x33, 'availability', 'online') // retained
    await this.settled()
  }

  say(active: boolean, where: number): void {
    const value = JSON.stringify({ at: new Date().toISOString(), boot: this.#boot, seq: ++this.#seq, active })
    this.#unacked.set(this.#publish(0x32, 'exit-alarm', value), where)
  }

  async settled(): Promise<void> {
    for (const until = clock() + PATIENCE_MS; this.#unacked.size > 0 && clock() < until;) await sleep(5)
  }

  #publish(kind: number, channel: string, value: string): number {
    this.#id = (this.#id % IDS) + 1
    const id = Buffer.from([this.#id >> 8, this.#id & 0xff])
    this.#socket.write(packet(kind, text(`${this.#topic}/${channel}`), id, Buffer.from(value)))
    return this.#id
  }

  /** A broker says CONNACK once and then PUBACK (3.2, 3.4): packets of four bytes each. */
  #heard(chunk: Buffer): void {
    const at = clock()
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let from = 0
    for (; from + 4 <= all.length; from += 4) {
      if (all[from] === 0x20) this.#socket.emit('connack')
      const id = all.readUInt16BE(from + 2)
      const where = this.#unacked.get(id)
      if (where !== undefined) sent.acked[where] = at
      this.#unacked.delete(id)
    }
    this.#rest = all.subarray(from)
  }
}

const text = (words: string): Buffer => {
  const bytes = Buffer.from(words)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function packet(kind: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7]
  return Buffer.concat([Buffer.from([kind, ...length]), body])
}

const sensors = Array.from({ length: Number(count) }, (_, nth) => new Sensor(`bed-${nth + 1}`, secrets[nth]))
await Promise.all(sensors.map((sensor) => sensor.online()))
const next = taking(sensors.length)
let sent: Sent = { ...noMoments(), acked: [], rate: [] }

/** Sends a burst, and waits until all of it is acknowledged. */
async function burst(what: Burst): Promise<Sent> {
  sent = { ...noMoments(), acked: [], rate: [] }
  await atMoments(what, clock, (rateNow) => {
    const { bed, on } = next()
    note(sent, bed, on, clock())
    sent.rate.push(rateNow)
    sent.acked.push(NaN)
    sensors[bed - 1]?.say(on, sent.at.length - 1)
  })
  await Promise.all(sensors.map((sensor) => sensor.settled()))
  return sent
}

const verbs = { burst }
export type Devices = typeof verbs
serve(verbs)
