/**
 * F12: the machine's clock is put ten minutes ahead, right, a little behind, an hour back, and right again; and a sensor says
 * that it is 1970, and 2099. What happened in which order is known all the same, nobody's stay gets shorter than nothing.
 * Postgres ends connections whose silence it measures by that clock; they are back by themselves, and no wall lost its server.
 */
import { randomUUID } from 'node:crypto'
import mqtt from 'mqtt'
import { setTimeout as pause } from 'node:timers/promises'
import { topicOf } from '../../../schema/devices/index.ts'
import { until } from '../../support/until.ts'
import type { Bench } from '../bench.ts'
import { SITE } from '../drivers/load.ts'
import type { Fared } from '../drivers/walls.ts'
import type { Fault } from '../fault.ts'
import { mark, whenAllSaw } from '../mark.ts'
import { asking } from '../stored.ts'

/** Minutes off the true time, one after the other. Other systems stay right: at -4 what they tell is of the future, a little. */
const WHILE_ALL_GOES_ON = [10, 0, -4, 0] as const
/** What other systems tell then is refused, as of the future (docs/hl7.md), so they rest meanwhile. */
const AN_HOUR_BACK = -60
const EACH_S = { short: 2, usual: 6, long: 60 } as const
const SEEN_MS = 5000
const SILENT_MS = 10_000
const SAID = ['1970-01-01T00:00:00Z', '2099-12-31T23:59:59Z', '2016-12-31T23:59:59.999Z']

export const clockWrong: Fault = {
  id: 'F12',
  what: 'clock of the machine and of a sensor put wrong',
  kind: 'skewed',
  clockGoesBack: true,
  told: { also: ['feed', 'database', 'away the feed', 'away the database'] },
  async strike({ bench, length, measure, broken }) {
    const { clock, drivers } = bench
    if (!clock) throw new Error('this fault is for a clock that can be put wrong')
    const began = Date.now()
    const sensor = sensorOfWrongYears(bench)
    let slowest = 0
    const put = async (minutes: number): Promise<void> => {
      await clock.off(minutes)
      const written = await mark(bench.databaseUrl())
      slowest = Math.max(slowest, ((await whenAllSaw(bench, written, 30_000)) ?? Infinity) - written.at)
      await pause(EACH_S[length] * 1000)
    }
    for (const minutes of WHILE_ALL_GOES_ON) await put(minutes)
    await drivers.adt.ask('rest')
    await until(async () => (await drivers.adt.ask<number>('pending')) === 0, { what: 'the systems to rest' })
    await put(AN_HOUR_BACK)
    await put(0)
    await drivers.adt.ask('go')
    measure({ what: 'slowest seen', value: slowest, limit: SEEN_MS, unit: 'ms', scaled: true })
    const fared = await drivers.walls.ask<Fared[]>('fared', began)
    const silence = Math.max(...fared.map(({ silenceMs }) => silenceMs))
    measure({ what: 'longest without a pulse', value: silence, limit: SILENT_MS, unit: 'ms', scaled: true })
    const parted = fared.filter(({ absences }) => absences.length > 0).length
    if (parted > 0) broken(`${parted} walls lost their server`)
    for (const what of [...(await sensor), ...(await shorterThanNothing(bench))]) broken(what)
    return Date.now()
  },
}

/** A sensor whose clock jumps between centuries: the last it said counts, and the time is its own claim. */
async function sensorOfWrongYears({ server, wires, databaseUrl }: Bench): Promise<string[]> {
  const device = `wrong-year-${randomUUID().slice(0, 8)}`
  await server.done('devices/register', { site: SITE, kind: 'bed', code: device })
  const username = `${SITE}/bed/${device}`
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${wires.mqtt.port}`, {
    clientId: username,
    username,
    password: (await server.keyOf('bed', SITE, device)) ?? '',
  })
  const topic = topicOf({ site: SITE, kind: 'bed', device, channel: 'exit-alarm' })
  for (const [nth, at] of SAID.entries())
    await client.publishAsync(topic, JSON.stringify({ at, boot: 'a', seq: nth + 1, active: nth % 2 === 1 }), {
      qos: 1,
    })
  await client.endAsync()
  const { rows } = await asking(databaseUrl(), (database) =>
    database.query<{ seq: number; readings: number; received_lately: boolean }>(
      `select c.seq, (select count(*) from reading r where r.device_id = d.device_id) as readings,
              (select bool_and(r.received_at > now() - interval '2 hours' and r.received_at < now() + interval '2 hours')
                 from reading r where r.device_id = d.device_id) as received_lately
         from device d join device_channel c using (device_id) where d.code = $1`,
      [device],
    ),
  )
  const [row] = rows
  return row?.seq === SAID.length && row.readings === SAID.length && row.received_lately
    ? []
    : [`of a sensor of wrong years there is ${JSON.stringify(rows)}`]
}

async function shorterThanNothing({ databaseUrl }: Bench): Promise<string[]> {
  const { rows } = await asking(databaseUrl(), (database) =>
    database.query<{ what: string }>(`
      select 'stay ' || stay_id as what from stay where ended_at <= began_at
      union all select 'encounter ' || encounter_id from encounter where ended_at < started_at
      union all select 'turn ' || turnover_id from turnover where not (vacated_at <= asked_at and asked_at <= coalesce(started_at, asked_at) and coalesce(started_at, asked_at) <= coalesce(finished_at, started_at, asked_at))`),
  )
  return rows.map(({ what }) => `${what} is shorter than nothing`)
}
