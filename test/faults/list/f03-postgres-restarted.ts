/** F3: Postgres is restarted under load, with a goodbye and without; no sender hears a yes while it is away. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** What was committed before may be heard this much later. */
const STRAGGLERS_MS = 1000

const restarted = (how: 'fast' | 'immediate', telling: boolean): Fault => ({
  id: 'F3',
  what: `Postgres restarted (${how})`,
  kind: 'outside',
  telling,
  told: {
    readyz: 'database',
    log: ['away the database', 'back the database'],
    also: ['feed', 'away the feed'],
  },
  async strike({ bench: { postgres, drivers, server }, random, broken }) {
    await postgres?.stop(how)
    await pause(STRAGGLERS_MS)
    const before = await acknowledged(drivers)
    await pause(300 + 1500 * random())
    const ready = await fetch(`${server.url}/readyz`).then(({ status }) => status)
    if (ready !== 503) broken(`readyz says ${ready} while the database is away`)
    const after = await acknowledged(drivers)
    if (after.some((at, nth) => at > (before[nth] ?? 0)))
      broken(
        `something was acknowledged while the database was away: ${JSON.stringify({ before, after, now: Date.now() })}`,
      )
    await postgres?.start()
    return Date.now()
  },
})

/** When each kind of sender last heard our yes (a sensor hears its broker's). */
const acknowledged = ({ adt, consoles }: { adt: Asked; consoles: Asked }): Promise<number[]> =>
  Promise.all([adt, consoles].map((driver) => driver.ask<number>('lastYes')))

interface Asked {
  ask<T>(name: string): Promise<T>
}

export const postgresRestarted = [restarted('fast', false), restarted('immediate', true)]
