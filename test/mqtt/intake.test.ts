import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../server/database/pool.ts'
import { Intake, type Writable } from '../../server/intake/mqtt/intake.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import {
  channelOf,
  deadLetters,
  furnish,
  lockReadings,
  noTaps,
  quiet,
  reading,
  readingsOf,
  topic,
  untilLocked,
} from './ward.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('the intake', () => {
  let ward: FreshDatabase
  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, 20)
  })
  afterAll(() => ward.drop())

  /** The database behind a link that can be cut. */
  const link = (): Writable & { cut: boolean } => {
    const rows: Tx['rows'] = async (sql, values) => {
      if (state.cut) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      return ward.database.rows(sql, values)
    }
    const state = {
      cut: false,
      rows,
      row: (async (sql, values) => (await rows(sql, values))[0]) as Tx['row'], // Tx's generics
      mustHaveRoom: () => undefined,
    }
    return state
  }

  test('what comes while a batch is being written is the next batch', async () => {
    const intake = new Intake(ward.database, quiet, noTaps)
    const unlock = await lockReadings(ward)
    const first = intake.take(topic('4w-1'), bytes(reading(1)))
    await untilLocked(ward.database)
    const rest = Array.from({ length: 500 }, (_, n) => intake.take(topic('4w-1'), bytes(reading(n + 2))))
    expect(intake.waiting).toBe(500)
    await unlock()
    await Promise.all([first, ...rest])
    expect(intake.stats).toMatchObject({ batches: 2, recorded: 501 })
    expect(await channelOf(ward.database, '4w-1')).toMatchObject({ seq: 501 })
    await intake.stop()
  })

  test('no batch is longer than a thousand', async () => {
    const intake = new Intake(ward.database, quiet, noTaps)
    await Promise.all(
      Array.from({ length: 2500 }, (_, n) => intake.take(topic('4w-2'), bytes(reading(n + 1)))),
    )
    expect(intake.stats).toMatchObject({ batches: 3, recorded: 2500 })
    await intake.stop()
  })

  test('while the database is away nothing is acknowledged and nothing lost', async () => {
    const database = link()
    const intake = new Intake(database, quiet, noTaps)
    database.cut = true
    let settled = 0
    const all = [1, 2, 3].map((seq) => intake.take(topic('4w-3'), bytes(reading(seq))).then(() => settled++))
    await until(() => intake.stats.retries >= 3, { what: 'three tries' })
    expect(settled).toBe(0)
    database.cut = false
    await Promise.all(all)
    expect(await readingsOf(ward.database, '4w-3')).toBe(3)
    await intake.stop()
  })

  test('a sender that gave up meanwhile is forgotten: it will send again', async () => {
    const database = link()
    const intake = new Intake(database, quiet, noTaps)
    database.cut = true
    let there = true
    const gone = intake.take(topic('4w-4'), bytes(reading(1)), { wanted: () => there })
    await until(() => intake.stats.retries > 0, { what: 'a try' })
    there = false
    await expect(gone).rejects.toThrow('the sender is gone')
    database.cut = false
    await intake.take(topic('4w-4'), bytes(reading(2)))
    expect(await readingsOf(ward.database, '4w-4')).toBe(1)
    await intake.stop()
  })

  test('a row the database will never take is a dead letter, and the rest of its batch is stored', async () => {
    await ward.database.rows('alter table reading add constraint unlucky check (seq <> 13) not valid')
    const intake = new Intake(ward.database, quiet, noTaps)
    const verdicts = await Promise.all(
      Array.from({ length: 40 }, (_, seq) => intake.take(topic('4w-5'), bytes(reading(seq)))),
    )
    expect(verdicts.flatMap((verdict, seq) => (verdict === 'refused' ? [seq] : []))).toEqual([13])
    expect(await readingsOf(ward.database, '4w-5')).toBe(39)
    expect((await deadLetters(ward.database)).at(-1)?.reason).toMatch(/database does not take it.*unlucky/)
    await ward.database.rows('alter table reading drop constraint unlucky')
    await intake.stop()
  })

  test('what a fault of ours cannot write is a dead letter too, and holds up no other device', async () => {
    const broken = () => Promise.reject(new TypeError('a fault in a command'))
    const intake = new Intake(ward.database, quiet, broken)
    const tap = JSON.stringify({ ...(JSON.parse(reading(1, {})) as object), bed: '4w-7', act: 'start' })
    const [tapped, read] = await Promise.all([
      intake.take(`wardroom/gh/badge/b-1/tap`, bytes(tap)),
      intake.take(topic('4w-7'), bytes(reading(1))),
    ])
    expect([tapped, read]).toEqual(['refused', 'recorded'])
    expect((await deadLetters(ward.database)).at(-1)?.reason).toMatch(/a fault in a command/)
    await intake.stop()
  })

  test('one that stops lets the batch in flight end, and acknowledges nothing after', async () => {
    const database = link()
    const intake = new Intake(database, quiet, noTaps)
    await intake.take(topic('4w-6'), bytes(reading(1)))
    database.cut = true
    const waiting = intake.take(topic('4w-6'), bytes(reading(2)))
    const refused = expect(waiting).rejects.toThrow('stopping')
    await intake.stop({ withinMs: 50 })
    await refused
    await expect(intake.take(topic('4w-6'), bytes(reading(3)))).rejects.toThrow('stopping')
  })
})
