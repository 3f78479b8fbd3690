/** Who of several servers does what only one may do: always one, and soon another when that one is gone or frozen. */
import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest'
import { Rota } from '../../server/database/rota.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const SEATS = 5
const log = { info: () => undefined, warn: () => undefined }

let fresh: FreshDatabase
const rotas: Rota[] = []
beforeAll(async () => void (fresh = await freshDatabase()))
afterEach(async () => {
  for (const rota of rotas.splice(0)) await rota.stop()
})
afterAll(() => fresh.drop())

async function server(): Promise<Rota> {
  const rota = new Rota({ url: fresh.url, log, seats: SEATS })
  rotas.push(rota)
  await rota.start()
  return rota
}

const seated = (...some: Rota[]): number[] => some.flatMap(({ seats }) => [...seats]).sort()
const ALL = [1, 2, 3, 4, 5]

describe('the rota', () => {
  test('puts one on duty and gives it every seat; a second one shares the seats, and takes over all when it goes', async () => {
    const first = await server()
    expect(first.onDuty).toBe(true)
    expect(seated(first)).toEqual(ALL)
    const second = await server()
    expect(second.onDuty).toBe(false)
    await until(() => second.seats.size === 2 && first.seats.size === 3, { what: 'the seats to be shared' })
    expect(seated(first, second)).toEqual(ALL)
    await first.stop()
    await until(() => second.onDuty && second.seats.size === SEATS, { what: 'the second to take over' })
  })

  test('hands a seat on only when whoever had it has left it', async () => {
    const first = await server()
    let leaving = 0
    let left: () => void = () => undefined
    const gone = new Promise<void>((resolve) => (left = resolve))
    await first.onSeats((seats) => {
      leaving = SEATS - seats.size
      return leaving === 0 ? Promise.resolve() : gone
    })
    const second = await server()
    await until(() => leaving === 2, { what: 'the first to be told' })
    await new Promise((resolve) => setTimeout(resolve, 1500)) // longer than a beat of the second
    expect(second.seats.size).toBe(0)
    left()
    await until(() => second.seats.size === 2, { what: 'the second to have them' })
  })

  test('whose connection breaks has nothing any more, says so, and takes its turn again', async () => {
    const only = await server()
    const told: number[] = []
    await only.onSeats((seats) => Promise.resolve(void told.push(seats.size)))
    await fresh.database.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wardroom rota' and datname = current_database()`,
    )
    await until(() => told.includes(0), { what: 'it to be told' })
    await until(() => only.onDuty && only.seats.size === SEATS, { what: 'it to be back' })
  })

  test('a server that is frozen loses the duty in time, and knows it when it wakes', async () => {
    const frozen = spawn(process.execPath, ['--import', 'tsx', 'test/fleet/on-duty.ts', fresh.url, '4000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said = linesOf(frozen)
    try {
      await until(() => said.at(-1) === 'on duty', { what: 'the other process to be on duty' })
      const standby = await server()
      frozen.kill('SIGSTOP')
      const since = performance.now()
      await until(() => standby.onDuty, { what: 'the duty to be taken over' })
      expect(performance.now() - since).toBeGreaterThan(2_000) // not because the first had none
      frozen.kill('SIGCONT')
      await until(() => said.at(-1) === 'off duty', { what: 'it to know' })
      expect(standby.onDuty).toBe(true)
    } finally {
      frozen.kill('SIGKILL')
    }
  })
})

function linesOf(child: ChildProcess): string[] {
  const lines: string[] = []
  child.stdout?.on('data', (text: Buffer) => lines.push(...text.toString().trim().split('\n')))
  return lines
}
