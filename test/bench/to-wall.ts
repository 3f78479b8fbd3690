/** One burst on its way to the walls: how long it took to each of them, and what it cost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { paired, together, type Latency, type Moments } from './latency.ts'
import type { Figures } from './measure.ts'
import type { Program } from './program.ts'
import type { Burst } from './programs/poisson.ts'
import type { Kind, Place, Walls } from './programs/walls.ts'
import { BEDS_OF_UNIT, type Cost } from './ward.ts'

/** What is on its way when a burst ends gets this long to arrive before it counts as lost. */
const STRAGGLERS_MS = 15_000

export interface Way {
  source: { ask(verb: 'burst', what: Burst): Promise<Moments> }
  walls: Program<Walls>
  kind: Kind
  cost(): Cost
}

/** Sends a burst and waits until each wall has seen all that is its own, or it is clear that it never will. */
export async function burstToWalls({ source, walls, kind, cost }: Way, burst: Burst): Promise<Figures> {
  await walls.ask('watch', kind)
  const before = cost()
  const sent = await source.ask('burst', burst)
  const patience = performance.now() + STRAGGLERS_MS
  let after = cost()
  let ways: Latency[]
  for (;;) {
    const sights = await walls.ask('sights')
    ways = sights.map(({ place, seen }) => paired(ofPlace(sent, place), seen))
    if (ways.every(({ lost }) => lost === 0) || performance.now() > patience) break
    await sleep(50)
    after = cost()
  }
  const { p50, p99, seen, lost } = together(ways)
  const server = after.server - before.server
  const total = server + after.postgres - before.postgres
  const one = 1000 / sent.at.length
  return { values: { p50, p99, server_us: server * one, total_us: total * one, total_ms: total }, seen, lost }
}

/** What of it a wall at a place is to see. */
function ofPlace(sent: Moments, { unit }: Place): Moments {
  if (unit === undefined) return sent
  const mine = sent.thing.map((bed) => `U${Math.ceil(bed / BEDS_OF_UNIT)}` === unit)
  const own = <T>(column: readonly T[]): T[] => column.filter((_, nth) => mine[nth])
  return { thing: own(sent.thing), on: own(sent.on), at: own(sent.at) }
}
