/** F6: Redis is killed, comes back, and is emptied: boards never went that way, and nothing else was worth keeping. */
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { until } from '../../support/until.ts'
import type { Bench } from '../bench.ts'
import { disturbed, screensOf } from '../fared.ts'
import type { Fault } from '../fault.ts'
import { mark, whenAllSaw } from '../mark.ts'
import { standOf } from '../stand-fleet.ts'

const SECONDS = { short: 3, usual: 6, long: 60 } as const
/** What is written while it is away, on every wall of every server. */
const SEEN_MS = 5000
/** Servers say who watches them every three seconds, and find Redis again within three. */
const KNOWN_MS = 10_000

export const redisGone: Fault = {
  id: 'F6',
  what: 'Redis killed (-9), started again empty, then emptied (FLUSHALL)',
  kind: 'fleet',
  told: { readyz: 'redis', log: ['away Redis', 'back Redis'] },
  async strike({ bench, random, length, measure, broken }) {
    const { redis } = standOf(bench)
    const began = Date.now()
    await redis.kill()
    await pause(500 + 1000 * random())
    const written = await mark(bench.databaseUrl())
    const sawAt = await whenAllSaw(bench, written, 60_000)
    const value = (sawAt ?? Infinity) - written.at
    measure({ what: 'seen by all without Redis', value, limit: SEEN_MS, unit: 'ms', scaled: true })
    await pause(SECONDS[length] * 1000)
    await redis.start()
    const known = { unit: 'ms', limit: KNOWN_MS, scaled: true } as const
    measure({ what: 'all screens known again', value: await allKnown(bench), ...known })
    const client = createClient({ url: redis.url })
    await client.connect()
    await client.flushAll()
    client.destroy()
    measure({ what: '… after FLUSHALL', value: await allKnown(bench), ...known })
    for (const what of await disturbed(began, await everyWall(bench), bench)) broken(what)
    return Date.now()
  },
}

const everyWall = async ({ drivers }: Bench): Promise<number[]> =>
  (await drivers.walls.ask<unknown[]>('fared', 0)).map((_, nth) => nth)

/** From now until each server knows the screens of all. @returns [ms] */
async function allKnown(bench: Bench): Promise<number> {
  const walls = (await everyWall(bench)).length + (bench.page ? 1 : 0)
  const from = performance.now()
  const known = async (): Promise<boolean> => {
    const seen = await Promise.all(bench.servers.map(screensOf))
    return seen.every(({ others, screens }) => others === 'known' && screens.length >= walls)
  }
  return until(known, { what: 'all screens to be known', timeoutMs: 60_000 }).then(
    () => performance.now() - from,
    () => Infinity,
  )
}
