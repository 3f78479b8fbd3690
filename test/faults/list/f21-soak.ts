/** F21: nothing is broken, for long. The server grows by nothing, opens nothing it does not close, and is as quick at the end. */
import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import type { Fault } from '../fault.ts'
import { figures, percentile, slope } from '../figures.ts'

const MINUTES = { short: 1, usual: 10, long: 30 } as const
/** Of the time: caches fill, code is compiled, the heap finds its size. */
const WARM_UP = 0.3
const LOOKS_EVERY_MS = 5000
const GROWTH_MB_PER_MINUTE = 1
const HANDLES_MORE = 5
const SLOWER = 1.2

interface Look {
  minute: number
  rssMb: number
  handles: number
  delays: number[]
}

export const soak: Fault = {
  id: 'F21',
  what: 'soak: all goes well, for long',
  kind: 'embedded',
  byName: true,
  async strike({ bench, length, measure }) {
    const began = performance.now()
    const minute = (): number => (performance.now() - began) / 60_000
    const all: Look[] = []
    await bench.drivers.walls.ask('delays') // those of before
    while (minute() < MINUTES[length]) {
      await pause(LOOKS_EVERY_MS)
      all.push({ minute: minute(), ...(await looked(bench)) })
    }
    const warm = all.filter((look) => look.minute > WARM_UP * MINUTES[length])
    const [first, last] = [warm.slice(0, warm.length / 3), warm.slice((-1 * warm.length) / 3)]
    const p99 = (looks: readonly Look[]): number =>
      percentile(
        looks.flatMap(({ delays }) => delays),
        99,
      )
    const most = (looks: readonly Look[]): number => Math.max(...looks.map(({ handles }) => handles))
    const line = (what: string, value: number, limit: number, unit: 'MB' | '' = ''): void =>
      measure({ what, value, limit, unit })
    const growth = slope(warm.map((look) => [look.minute, look.rssMb]))
    line('growth a minute', growth, GROWTH_MB_PER_MINUTE, 'MB')
    line('handles more than at first', most(last) - most(first), HANDLES_MORE)
    line('p99 at the end against the beginning', p99(last) / p99(first), SLOWER)
    return Date.now()
  },
}

async function looked({ server, drivers }: Bench): Promise<Omit<Look, 'minute'>> {
  const [{ rssMb }, delays] = await Promise.all([
    figures(server),
    drivers.walls.ask<number[]>('delays'), // from commit to wall
  ])
  return { rssMb, handles: readdirSync(`/proc/${server.pid}/fd`).length, delays }
}
