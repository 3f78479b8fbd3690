/** From another program's COMMIT to what the walls hold: 500 beds, 20 unit walls and a house wall. */
import { BARE_ROW } from '../bare.ts'
import type { Line, Measure, Side } from '../measure.ts'
import { BEDS, wallsAt, writerAt } from '../stage.ts'
import { burstToWalls, type Way } from '../to-wall.ts'
import { BLOCK, HOUSE, unitsOf } from '../ward.ts'

const QUIET = 200
const STORM = 3000

const lines = (rate: number): Line[] => {
  const sides = { side: `ours, ${rate}/s`, against: `bare, ${rate}/s`, unit: 'ms' } as const
  const what = `SQL commit → wall, ${rate.toLocaleString('en')}/s`
  return [
    { what: `${what}, p50`, figure: 'p50', ...sides, bar: 1.5, better: 1.2 },
    { what: `${what}, p99`, figure: 'p99', ...sides, bar: 2, better: 1.5 },
  ]
}

export const commitToWall: Measure = {
  name: 'commit',
  lines: [...lines(QUIET), ...lines(STORM)],
  async open(stage) {
    const ward = await stage.ward()
    const bare = await stage.bare()
    const places = [HOUSE, ...unitsOf(BEDS)]
    const ours = {
      source: await writerAt(ward.databaseUrl, BLOCK),
      walls: await wallsAt(ward.url, 'ours', places),
      kind: 'blocked',
      cost: ward.cost,
    } as const
    const floor = {
      source: await writerAt(bare.databaseUrl, BARE_ROW),
      walls: await wallsAt(bare.url, 'bare', places),
      kind: 'blocked',
      cost: bare.cost,
    } as const
    const at = (way: Way, rate: number): Side => {
      return (round) => burstToWalls(way, { ...round, rate })
    }
    for (const way of [ours, floor]) await burstToWalls(way, { seconds: 1, rate: QUIET, seed: 0 })
    return {
      sides: {
        [`bare, ${QUIET}/s`]: at(floor, QUIET),
        [`ours, ${QUIET}/s`]: at(ours, QUIET),
        [`bare, ${STORM}/s`]: at(floor, STORM),
        [`ours, ${STORM}/s`]: at(ours, STORM),
      },
      close: async () => {
        await Promise.all([ours, floor].flatMap(({ source, walls }) => [source.stop(), walls.stop()]))
      },
    }
  },
}
