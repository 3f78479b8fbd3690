/** What goes to other servers by way of Redis, and what stays: each of them reads the log by itself. */
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWard, type Ward } from '../commands/ward.ts'
import { engines } from '../support/engines.ts'
import { OutsideProgram } from '../support/outside-program.ts'
import { until } from '../support/until.ts'
import { openStation, Screen, type Station } from './station.ts'

describe.skipIf(!engines.redis)('with a Redis between servers (needs a Redis)', () => {
  let redis: OutsideProgram
  let ward: Ward
  let station: Station
  const undo: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    redis = await OutsideProgram.redis(engines.redis ?? '')
    undo.push(() => redis.clear())
    ward = await openWard()
    undo.push(() => ward.drop())
    station = await openStation(ward.database.url, redis.url)
    undo.push(() => station.stop())
  })
  afterAll(async () => {
    for (const step of undo.reverse()) await step()
  })

  test('boards and pulses stay on their own server; an order to screens goes out once', async () => {
    const reader = await createClient({ url: redis.url }).connect()
    const screen = new Screen({ board: 'beds', place: { site: 'gh' }, level: 'full' })
    screen.lookAt(station)
    await until(() => screen.joined && station.live.roll.reaches, { what: 'the screen, and Redis' })
    const before = screen.lsn
    await ward.admit('Hartmann', '4W-1')
    await until(() => screen.lsn > before && screen.pulses.length > 1, { what: 'a change and a pulse' })
    station.live.roll.tell({ to: { all: true }, do: { kind: 'identify' } })
    const sent = async (): Promise<string[]> =>
      ((await reader.xRange('wardroom:orders', '-', '+')) ?? []).map(({ message }) => JSON.stringify(message))
    const orders = async (): Promise<string[]> => (await sent()).filter((text) => text.includes('wall:do'))
    // The stream keeps the order: what had left before the order is in it before the order.
    await until(async () => (await orders()).length > 0, { what: 'the order' })
    expect(await orders()).toHaveLength(1)
    expect((await sent()).filter((text) => /board:delta|pulse/.test(text))).toEqual([])
    screen.away()
    reader.destroy()
  })
})
