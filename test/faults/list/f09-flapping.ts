/** F9: a link that is cut for one second of every three, for two hundred walls and all who send. */
import { setTimeout as pause } from 'node:timers/promises'
import { Crowd } from '../crowd.ts'
import type { Fault } from '../fault.ts'
import { mostInASecond } from '../figures.ts'

const TIMES = { short: 2, usual: 3, long: 40 } as const
const WALLS = { short: 50, usual: 200, long: 200 } as const
/** Coming back all at once would be a storm of our own. */
const HANDSHAKES_A_SECOND = 50

export const flapping: Fault = {
  id: 'F9',
  what: 'links flap: away 1 s of every 3',
  kind: 'embedded',
  // So many walls may only come back a few at a time; F11's limit for as many.
  convergedMs: 15_000,
  async strike({ bench, length, measure }) {
    const crowd = await Crowd.of(WALLS[length], bench)
    try {
      const wires = [crowd.wire, bench.wires.http, bench.wires.mqtt, bench.wires.hl7]
      const before = crowd.wire.dials.length
      for (let nth = 0; nth < TIMES[length]; nth++) {
        for (const wire of wires) {
          wire.refuse()
          wire.cut()
        }
        await pause(1000)
        for (const wire of wires) wire.heal()
        await pause(2000)
      }
      const healedAt = Date.now()
      await crowd.allLive(120_000)
      measure({
        what: `handshakes a second, of ${crowd.size} walls`,
        value: mostInASecond(crowd.wire.dials.slice(before)),
        limit: HANDSHAKES_A_SECOND,
        unit: '/s',
      })
      return healedAt
    } finally {
      await crowd.leave()
    }
  },
}
