/** Nobody waits for ever: a database that is frozen, locked or cut off is an answer too, in bounded time. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAway, PATIENCE, Unknown } from '../../server/database/patience.ts'
import { Database } from '../../server/database/pool.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { Proxy } from '../support/proxy.ts'

let house: FreshDatabase
let wire: Proxy
let database: Database
beforeAll(async () => {
  house = await freshDatabase()
  wire = await Proxy.to(house.url)
  database = new Database(wire.url, { max: 1, onError: () => undefined })
})
afterAll(async () => {
  await database.end()
  await wire.close()
  await house.drop()
})

const caught = (doing: Promise<unknown>): Promise<unknown> =>
  doing.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a transaction that our own code never ends is given up, and its connection is another’s again', async () => {
  const hanging = database.transaction(() => new Promise<never>(() => undefined), { withinMs: 100 })
  const next = database.row<{ n: number }>('select 1 as n') // waits for the only connection
  expect(isAway(await caught(hanging))).toBe(true)
  expect(await next).toEqual({ n: 1 })
})

test('who waits for a lock that is never let go is told so, well before anybody gives up', async () => {
  await house.database.transaction(async (tx) => {
    await tx.rows('select pg_advisory_xact_lock(1)')
    const began = performance.now()
    const error = await caught(database.transaction((other) => other.rows('select pg_advisory_xact_lock(1)')))
    expect(isAway(error)).toBe(true)
    expect(error).toMatchObject({ code: '55P03' }) // lock_not_available
    expect(performance.now() - began).toBeLessThan(PATIENCE.queryMs)
  })
})

test('when the database falls silent over a commit, it is unknown and not "nothing was done"; healed, the pool is whole', async () => {
  const error = await caught(
    database.transaction(
      () => {
        wire.stall()
        return Promise.resolve()
      },
      { withinMs: 300 },
    ),
  )
  expect(error).toBeInstanceOf(Unknown)
  expect(isAway(error)).toBe(true)
  wire.heal()
  expect(await database.row('select 2 as n')).toEqual({ n: 2 })
})
