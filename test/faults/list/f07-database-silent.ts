/** F7: nothing passes between server and database, and nobody is told; both ways, or only the answers. */
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import type { Fault } from '../fault.ts'

const SECONDS = { short: 8, usual: 12, long: 90 } as const
/** From the last that passed until health is red, and until a wall says that it is not live (P4). */
const KNOWN_WITHIN_MS = 5000

const silent = (what: string, ...directions: ('up' | 'down')[]): Fault => ({
  id: 'F7',
  what: `wire to the database silent, ${what}`,
  kind: 'outside',
  told: {
    readyz: 'database',
    log: ['away the database', 'back the database'],
    also: ['feed', 'away the feed'],
  },
  async strike({ bench: { wires, server, page }, length, measure, broken }) {
    const began = Date.now()
    wires.database?.silence(...directions)
    const over = pause(SECONDS[length] * 1000)
    const red = async (): Promise<boolean> => (await fetch(`${server.url}/readyz`)).status === 503
    await until(red, { what: 'red', timeoutMs: 20_000 }).catch(() => broken('health never turned red'))
    measure({
      what: 'health red',
      value: Date.now() - began,
      limit: KNOWN_WITHIN_MS,
      unit: 'ms',
      scaled: true,
    })
    await over
    const stale = (await page?.staleSince(began))?.find(({ is }) => is)
    if (page)
      measure({
        what: 'wall says stale',
        value: stale ? stale.at - began : Infinity,
        limit: KNOWN_WITHIN_MS,
        unit: 'ms',
        scaled: true,
      })
    wires.database?.heal()
    return Date.now()
  },
})

export const databaseSilent = [silent('both ways'), silent('its answers only', 'down')]
