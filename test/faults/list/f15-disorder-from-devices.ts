/** F15: what devices send comes threefold, shuffled, retained and after its time; and a device starts anew. */
import { randomUUID } from 'node:crypto'
import mqtt from 'mqtt'
import { topicOf } from '../../../schema/devices/index.ts'
import { until } from '../../support/until.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { asking } from '../stored.ts'

const WINDOW = 10
const WINDOWS = { short: 4, usual: 12, long: 100 } as const

export const disorderFromDevices: Fault = {
  id: 'F15',
  what: 'readings threefold, shuffled, retained, late; a new boot',
  kind: 'embedded',
  async strike({ bench: { server, wires, databaseUrl }, random, length, broken }) {
    const device = `disorder-${randomUUID().slice(0, 8)}`
    await server.done('devices/register', { site: SITE, kind: 'bed', code: device })
    const username = `${SITE}/bed/${device}`
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${wires.mqtt.port}`, {
      clientId: username,
      username,
      password: (await server.keyOf('bed', SITE, device)) ?? '',
    })
    const topic = topicOf({ site: SITE, kind: 'bed', device, channel: 'exit-alarm' })
    const say = (boot: string, seq: number): Promise<unknown> => {
      const payload = { at: new Date().toISOString(), boot, seq, active: seq % 2 === 1 }
      return client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: random() < 0.2 })
    }
    const [old, young] = [randomUUID(), randomUUID()]
    const last = WINDOW * WINDOWS[length]
    for (let from = 1; from <= last; from += WINDOW) {
      const window = Array.from({ length: WINDOW }, (_, nth) => from + nth)
      const thrice = [...window, ...window, ...window].sort(() => random() - 0.5)
      await Promise.all(thrice.map((seq) => say(old, seq)))
    }
    for (const seq of [1, 2, 3]) await say(young, seq)
    for (const seq of [last - 1, last, last + 1]) await say(old, seq) // from a queue somewhere, after its time
    await client.endAsync()
    const stands = async (): Promise<string> => {
      const { rows } = await asking(databaseUrl(), (database) =>
        database.query<{ readings: string; boot: string; seq: string }>(
          `select (select count(*) from reading r where r.device_id = d.device_id) as readings, c.boot, c.seq
             from device d left join device_channel c using (device_id) where d.code = $1`,
          [device],
        ),
      )
      const [row] = rows
      return `${row?.readings} readings, ${row?.boot === young ? 'the new' : 'the old'} boot at ${row?.seq}`
    }
    const wanted = `${last + 4} readings, the new boot at 3`
    const found = async (): Promise<boolean> => (await stands()) === wanted
    await until(found, { what: wanted, timeoutMs: 10_000 }).catch(async () =>
      broken(`${await stands()}; should be ${wanted}`),
    )
    return Date.now()
  },
}
