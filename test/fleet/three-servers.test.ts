/**
 * Three servers on one Postgres, with Mosquitto and Redis, behind a balancer; one is killed, one is added, one goes. Walls
 * miss nothing and never go backwards, nothing that was acknowledged is lost, and what only one may do is done by one.
 */
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { ScreenDeed, ScreensSeen } from '../../schema/screens.ts'
import type { Hospital } from '../journeys/hospital.ts'
import { connected, linkTo, Screen, type Link } from '../live/station.ts'
import { Receiver } from '../outgoing/receiver.ts'
import { engines } from '../support/engines.ts'
import { Fleet } from '../support/fleet.ts'
import { answer, FIT, OtherPostgres, PASSWORD } from '../support/other-postgres.ts'
import { OutsideProgram } from '../support/outside-program.ts'
import { until } from '../support/until.ts'
import { asks, asText, BEDS, does, furnish, lying, metric, PATIENTS } from './house.ts'
import { asked } from '../support/keys.ts'

const { postgresBin, mosquitto, redis } = engines
const PATIENCE_MS = 180_000

describe.skipIf(!postgresBin || !mosquitto || !redis)(
  'three servers (needs a Postgres, Mosquitto and Redis)',
  { timeout: PATIENCE_MS },
  () => {
    let postgres: OtherPostgres
    let broker: OutsideProgram
    let cache: OutsideProgram
    let fleet: Fleet
    let encounters: number[]
    /** What did start is cleared, whatever else failed. */
    const started: (() => Promise<void>)[] = []
    const cleared = async <T extends { clear(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const it = await starting
      started.push(() => it.clear())
      return it
    }
    const inDatabase = async <R extends object>(text: string): Promise<R[]> =>
      (await answer<R & Record<string, unknown>>(postgres.url(PASSWORD), text)).rows
    const at = (nth: number): Hospital => fleet.servers[nth] as Hospital // there are three

    beforeAll(async () => {
      postgres = await cleared(OtherPostgres.start(postgresBin ?? '', FIT))
      broker = await cleared(OutsideProgram.mosquitto(mosquitto ?? '', ['max_queued_messages 10000']))
      cache = await cleared(OutsideProgram.redis(redis ?? ''))
      const databaseUrl = postgres.url(PASSWORD)
      fleet = await cleared(
        Fleet.start({ servers: 3, databaseUrl, mqttUrl: broker.url, redisUrl: cache.url }),
      )
      encounters = await furnish(fleet.url)
    }, PATIENCE_MS)
    afterAll(async () => {
      for (const clear of started.reverse()) await clear()
    }, PATIENCE_MS)

    test('one command sent to two servers with one key is done once, and both say the same', async () => {
      const key = crypto.randomUUID()
      const input = { site: 'gh', family: 'Twice' }
      const answers = await Promise.all(
        [at(0), at(1), at(2), at(0)].map(({ url }) => asks(url, 'patients/register', input, key)),
      )
      const ids = answers.map((one) => (one.ok ? one.result.patient_id : 0))
      expect(new Set(ids).size).toBe(1)
      expect(await inDatabase(`select patient_id from patient where family = 'Twice'`)).toHaveLength(1)
    })

    describe('their screens', () => {
      let walls: { link: Link; deeds: ScreenDeed[]; deltas: number }[]
      beforeAll(async () => {
        walls = await Promise.all(
          [0, 1, 2].map(async (nth) => {
            const wall = { link: await connected(linkTo(at(nth))), deeds: [] as ScreenDeed[], deltas: 0 }
            wall.link.on('wall:do', (deed) => wall.deeds.push(deed))
            wall.link.on('board:delta', () => (wall.deltas += 1))
            wall.link.emit('screen:here', { name: nth === 2 ? 'desk' : 'bay', path: '/wall/beds?site=gh' })
            const room = { board: 'beds', place: { site: 'gh' }, level: 'full' } as const
            expect((await wall.link.emitWithAck('board:open', room)).ok).toBe(true)
            return wall
          }),
        )
      }, PATIENCE_MS)
      afterAll(() => {
        for (const { link } of walls) link.disconnect()
      })

      const seenAt = async ({ url }: Hospital): Promise<ScreensSeen> =>
        (await (await asked(`${url}/api/screens`)).json()) as ScreensSeen
      const tell = async ({ url }: Hospital, order: object): Promise<unknown> => {
        const headers = { 'content-type': 'application/json', 'x-wardroom-who': 'an operator' }
        const body = JSON.stringify(order)
        return (await asked(`${url}/api/screens/tell`, { method: 'POST', headers, body })).json()
      }
      const told = (): number[] => walls.map(({ deeds }) => deeds.length)

      test('are known on each of them, with the server they are on', async () => {
        for (const server of fleet.servers) {
          await until(async () => (await seenAt(server)).screens.length === 3, { what: 'all three screens' })
        }
        const { screens, others } = await seenAt(at(1))
        expect(others).toBe('known')
        expect(new Set(screens.map(({ server }) => server)).size).toBe(3)
        expect(screens.map(({ name }) => name).sort()).toEqual(['bay', 'bay', 'desk'])
        expect(screens.every(({ boards, path }) => boards === 1 && path === '/wall/beds?site=gh')).toBe(true)
      })

      test('are told something by whichever server is asked, each once, and it is on record', async () => {
        const order = { to: { name: 'bay' }, do: { kind: 'identify' } }
        expect(await tell(at(2), order)).toEqual({ ok: true, result: { everywhere: true } })
        await until(() => told().join() === '1,1,0', { what: 'both of that name to be told' })
        await tell(at(0), { to: { all: true }, do: { kind: 'reload' } })
        await until(() => told().join() === '2,2,1', { what: 'all to be told' })
        const records = await inDatabase<{ who: string; input: unknown }>(
          `select who, input from act where command = 'screens/tell' order by act_id`,
        )
        expect(records[0]).toEqual({ who: 'an operator', input: order })
      })

      test('get each change of a board once, though Redis carries what is emitted to every server', async () => {
        const before = walls.map(({ deltas }) => deltas)
        const block = { site: 'gh', bed: 'B-12', reason: 'repair' } as const
        expect((await does(at(0).url, 'beds/block', block)).ok).toBe(true)
        const more = (): number[] => walls.map(({ deltas }, nth) => deltas - (before[nth] ?? 0))
        await until(() => more().every((n) => n > 0), { what: 'all to be told' })
        // What Redis would have brought a second time is there before an order that was given after it.
        await tell(at(1), { to: { all: true }, do: { kind: 'identify' } })
        await until(() => told().join() === '3,3,2', { what: 'the order' })
        expect(more()).toEqual([1, 1, 1])
        expect((await does(at(0).url, 'beds/unblock', { site: 'gh', bed: 'B-12' })).ok).toBe(true)
      })

      test('keep their boards when Redis is killed; who tells them something is told how far it went, and it comes back by itself', async () => {
        await cache.kill()
        await until(async () => (await seenAt(at(0))).others === 'away', { what: 'the server to notice' })
        expect(await tell(at(0), { to: { all: true }, do: { kind: 'identify' } })).toMatchObject({
          result: { everywhere: false },
        })
        await until(() => told().join() === '4,3,2', { what: 'its own screen to be told' })
        const before = walls.map(({ deltas }) => deltas)
        for (const deed of ['beds/block', 'beds/unblock'] as const) {
          const input = { site: 'gh', bed: 'B-12', reason: 'repair' as const }
          const done =
            deed === 'beds/block'
              ? await does(at(1).url, deed, input)
              : await does(at(1).url, deed, { site: 'gh', bed: 'B-12' })
          expect(done.ok).toBe(true)
        }
        await until(() => walls.every(({ deltas }, nth) => deltas >= (before[nth] ?? 0) + 1), {
          what: 'all to be told though Redis is gone',
        })
        expect((await fetch(`${at(0).url}/readyz`)).status).toBe(200)
        await cache.start()
        for (const server of fleet.servers) {
          await until(async () => (await seenAt(server)).screens.length === 3, {
            what: 'all to be known again',
          })
        }
        await until(
          async () => {
            await tell(at(2), { to: { name: 'bay' }, do: { kind: 'identify' } })
            return walls.slice(0, 2).every(({ deeds }, nth) => deeds.length > (nth === 0 ? 4 : 3))
          },
          { what: 'orders to go everywhere again' },
        )
      })
    })

    describe('a day on which one is killed, one is added and one goes', () => {
      const room = { board: 'beds', place: { site: 'gh' }, level: 'full' } as const
      const wrong: string[] = []
      const acknowledged = new Map<string, number[]>()
      let walls: Screen[]
      let pas: Receiver
      let moves = 0
      let takenOverMs = 0
      let drained: { code: number | null; ms: number }
      let ticks: { before: number; after: number; seconds: number }

      const frame = (highest: Map<Screen, string>) => (screen: Screen) => {
        const patients = lying(screen)
          .split(' ')
          .map((one) => one.split('=')[1])
        if (new Set(patients).size !== PATIENTS || patients.length !== PATIENTS)
          wrong.push(`${patients.join()} at ${screen.lsn}`)
        const before = highest.get(screen) ?? ''
        if (screen.lsn < before) wrong.push(`back from ${before} to ${screen.lsn}`)
        highest.set(screen, screen.lsn)
      }
      const onDuty = async (): Promise<Hospital[]> => {
        const { servers } = fleet
        const figures = await Promise.all(
          servers.map((server) => metric(server, 'wardroom_on_duty').catch(() => 0)), // gone
        )
        return servers.filter((_, nth) => figures[nth] === 1)
      }
      const clockMoves = async (): Promise<number> => {
        const [row] = await inDatabase<{ n: string }>(
          `select n_tup_upd as n from pg_stat_user_tables where relname = 'clock'`,
        )
        return Number(row?.n)
      }

      beforeAll(async () => {
        pas = await new Receiver().start()
        await does(fleet.url, 'interfaces/set-receiver', {
          site: 'gh',
          name: 'PAS',
          host: '127.0.0.1',
          port: pas.port,
          application: 'PAS',
        })
        const highest = new Map<Screen, string>()
        walls = Array.from({ length: 9 }, () => new Screen(room, frame(highest)))
        for (const wall of walls) wall.lookAt(fleet, { faithful: true })
        await until(() => walls.every(({ joined }) => joined), { what: 'all walls' })

        let over = false
        const hand = async (nth: number): Promise<void> => {
          for (let turn = 0; !over; turn++) {
            const encounter_id = encounters[(nth + turn) % encounters.length] ?? 0
            const bed = BEDS[(nth * 5 + turn * 7) % BEDS.length] ?? ''
            const to = { bed }
            const override = ['bed-not-ready' as const]
            const moved = await does(fleet.url, 'admissions/transfer', { encounter_id, to, override })
            if (moved.ok) moves += 1
          }
        }
        const sensor = async (bed: string): Promise<void> => {
          const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4 })
          const heard: number[] = []
          acknowledged.set(bed.toLowerCase(), heard)
          for (let seq = 1; !over; seq++) {
            const text = JSON.stringify({
              at: new Date().toISOString(),
              boot: 'b',
              seq,
              occupied: seq % 2 === 0,
            })
            await client.publishAsync(`wardroom/gh/bed/${bed.toLowerCase()}/occupancy`, text, { qos: 1 })
            heard.push(seq)
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
          await client.endAsync()
        }
        const busy = [hand(0), hand(3), ...BEDS.slice(0, 4).map(sensor)]

        const enough = (n: number): Promise<unknown> =>
          until(() => moves >= n, { what: `${n} moves`, timeoutMs: 60_000 })
        await enough(10)
        const [first] = await until(async () => onDuty().then((some) => some.length === 1 && some), {
          what: 'one on duty',
        })
        const killedAt = performance.now()
        await fleet.kill(first as Hospital)
        await until(async () => (await onDuty()).length === 1, { what: 'another on duty', timeoutMs: 15_000 })
        takenOverMs = performance.now() - killedAt
        await enough(moves + 10)
        await fleet.add()
        await enough(moves + 10)
        const before = { n: await clockMoves(), at: performance.now() }
        const going = fleet.servers.find((server) => server !== first) as Hospital // two of the first three live
        drained = await fleet.drain(going)
        await enough(moves + 10)
        ticks = {
          before: before.n,
          after: await clockMoves(),
          seconds: (performance.now() - before.at) / 1000,
        }
        over = true
        await Promise.all(busy)
      }, PATIENCE_MS)
      afterAll(async () => {
        for (const wall of walls) wall.away()
        await pas.kill()
      })

      test('every frame on every wall was a committed state, and in the end all show what the database holds', async () => {
        const living = fleet.servers.at(-1) as Hospital // the one that was added
        const truth = async (): Promise<string> =>
          asText(
            (
              (await (await asked(`${living.url}/api/boards/beds?site=gh&level=full`)).json()) as {
                rows: BedRow[]
              }
            ).rows,
          )
        await until(
          async () => {
            const now = await truth()
            return walls.every((wall) => wall.joined && lying(wall) === now)
          },
          { what: 'all walls to show what is so' },
        )
        expect(wrong).toEqual([])
      })

      test('no reading that the broker acknowledged is missing, none is there twice, and the last one counts', async () => {
        const sent = [...acknowledged.values()].reduce((sum, { length }) => sum + length, 0)
        const stored = async (): Promise<Map<string, number>> => {
          const rows = await inDatabase<{ code: string; n: string }>(
            `select code, count(*) as n from reading join device using (device_id) group by code`,
          )
          return new Map(rows.map(({ code, n }) => [code, Number(n)]))
        }
        await until(async () => [...(await stored()).values()].reduce((a, b) => a + b, 0) >= sent, {
          what: `all ${sent} readings`,
          timeoutMs: 20_000,
        })
        for (const [device, seqs] of acknowledged) expect((await stored()).get(device)).toBe(seqs.length)
        const last = await inDatabase<{ code: string; seq: string }>(
          `select code, seq from device_channel join device using (device_id) where channel = 'occupancy'`,
        )
        for (const { code, seq } of last) expect(Number(seq)).toBe(acknowledged.get(code)?.at(-1))
      })

      test('another server was on duty within fifteen seconds, and told the other system all of it, in order', async ({
        annotate,
      }) => {
        await annotate(`taken over in ${Math.round(takenOverMs)} ms; ${moves} moves`)
        await until(
          async () =>
            (await inDatabase(`select from outbound where sent_at is null and parked_at is null`)).length ===
            0,
          { what: 'the queue to be empty' },
        )
        const once = [...new Set(pas.events.map((event) => Number(/\d+$/.exec(event)?.[0])))]
        expect(once).toEqual([...once].sort((a, b) => a - b))
        const taken = await inDatabase<{ n: string }>(`select count(*) as n from outbound`)
        expect(once).toHaveLength(Number(taken[0]?.n))
      })

      test('time moved by one second a second, however many servers there were', () => {
        const moved = ticks.after - ticks.before
        expect(moved).toBeLessThanOrEqual(ticks.seconds / 0.9 + 2)
        expect(moved).toBeGreaterThan(0)
      })

      test('the one that was told to go went, within ten seconds', async ({ annotate }) => {
        await annotate(`drained in ${Math.round(drained.ms)} ms`)
        expect(drained.code).toBe(0)
        expect(drained.ms).toBeLessThan(10_000)
      })
    })
  },
)
