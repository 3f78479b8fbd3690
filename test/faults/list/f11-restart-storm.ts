/** F11: the server dies with two hundred walls on it, and all come back at once. */
import { Crowd } from '../crowd.ts'
import type { Fault } from '../fault.ts'

const WALLS = { short: 50, usual: 200, long: 200 } as const
const CURRENT_WITHIN_MS = 15_000

export const restartStorm: Fault = {
  id: 'F11',
  what: '200 walls come back after kill -9',
  kind: 'embedded',
  endsServer: true,
  told: { log: ['ready'] },
  convergedMs: CURRENT_WITHIN_MS,
  async strike({ bench, length, measure }) {
    const crowd = await Crowd.of(WALLS[length], bench)
    try {
      await bench.server.crash()
      await bench.server.start()
      const began = Date.now()
      await crowd.allLive(60_000)
      measure({
        what: `${crowd.size} walls current`,
        value: Date.now() - began,
        limit: CURRENT_WITHIN_MS,
        unit: 'ms',
        scaled: true,
      })
      return Date.now()
    } finally {
      await crowd.leave()
    }
  },
}
