/** F8: one of two servers is cut off, from Redis or from everything: each goes on with what it has, and they agree after. */
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { disturbed, faredSince, wallsOn } from '../fared.ts'
import type { Fault } from '../fault.ts'
import { mark, whenAllSaw } from '../mark.ts'
import { standOf } from '../stand-fleet.ts'

/** Redis' silence is noticed by a question that is not answered, every three seconds. */
const FROM_REDIS_S = { short: 8, usual: 10, long: 60 } as const
/** Long enough for its locks to be let go of, and for the other to be sure that it is alone. */
const FROM_ALL_S = { short: 20, usual: 22, long: 60 } as const
const SEEN_MS = 5000
const STALE_MS = 5000
const TAKEN_OVER_MS = 15_000

const fromRedis: Fault = {
  id: 'F8',
  what: 'one of two servers cut off from Redis',
  kind: 'fleet',
  told: { readyz: 'redis', log: ['away Redis', 'back Redis'] },
  async strike({ bench, random, length, measure, broken }) {
    const stand = standOf(bench)
    const cut = stand.servers[random() < 0.5 ? 0 : 1] ?? bench.server
    const walls = [...(await wallsOn(cut, bench)), ...(await wallsOn(stand.other(cut), bench))]
    const began = Date.now()
    stand.waysOf(cut).redis.silence()
    const over = pause(FROM_REDIS_S[length] * 1000)
    await pause(3000 * random())
    const written = await mark(bench.databaseUrl())
    const value = ((await whenAllSaw(bench, written, 60_000)) ?? Infinity) - written.at
    measure({ what: 'seen on both sides', value, limit: SEEN_MS, unit: 'ms', scaled: true })
    await over
    for (const what of await disturbed(began, walls, bench)) broken(what)
    const { redis } = stand.waysOf(cut)
    redis.heal()
    redis.cut() // whoever forgot the connection is back, and says so
    return Date.now()
  },
}

const fromAll: Fault = {
  id: 'F8',
  what: 'one of two servers cut off from database, broker and Redis',
  kind: 'fleet',
  convergedMs: 10_000,
  told: {
    readyz: 'database',
    also: ['feed', 'redis', 'broker', 'away Redis', 'away the broker'],
    log: [
      'away the database',
      'back the database',
      'away the feed',
      'back the feed',
      'server-gone',
      'server-came',
    ],
  },
  async strike({ bench, random, length, measure, broken }) {
    const stand = standOf(bench)
    const either = stand.servers[random() < 0.5 ? 0 : 1] ?? bench.server
    // Of one without a wall nobody could say that its walls say so.
    const cut = (await wallsOn(either, bench)).length > 0 ? either : stand.other(either)
    const left = stand.other(cut)
    const [theirs, healthy] = [await wallsOn(cut, bench), await wallsOn(left, bench)]
    if (theirs.length === 0) broken('neither server has a wall')
    const { database, broker, redis } = stand.waysOf(cut)
    const began = Date.now()
    for (const way of [database, broker, redis]) way.silence()
    const over = pause(FROM_ALL_S[length] * 1000)
    const stale = until(async () => (await faredSince(began, theirs, bench)).every(({ live }) => !live), {
      what: 'its walls to say so',
      timeoutMs: 30_000,
    }).then(
      () => Date.now() - began,
      () => Infinity,
    )
    const alone = until(async () => isOnly(await stand.onDuty(), left), {
      what: 'the other to be on duty',
      timeoutMs: 60_000,
    }).then(
      () => Date.now() - began,
      () => Infinity,
    )
    // A pulse that left just before is believed for as long as any.
    const limit = 2 * STALE_MS
    measure({ what: 'its walls say stale', value: await stale, limit, unit: 'ms', scaled: true })
    measure({ what: 'the other on duty', value: await alone, limit: TAKEN_OVER_MS, unit: 'ms', scaled: true })
    await over
    for (const what of await disturbed(began, healthy, bench)) broken(what)
    for (const way of [database, broker, redis]) {
      way.heal()
      way.cut()
    }
    const healedAt = Date.now()
    for (const what of await stand.toldWrongly()) broken(what)
    return healedAt
  },
}

const isOnly = <T>(all: readonly T[], one: T): boolean => all.length === 1 && all[0] === one

export const partition = [fromRedis, fromAll]
