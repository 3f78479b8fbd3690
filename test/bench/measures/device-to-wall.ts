/** From a sensor's publish to what the walls hold: 500 beds, 20 unit walls and a house wall. */
import type { Line, Measure, Side } from '../measure.ts'
import { BEDS, devicesAt, wallsAt, type Stage } from '../stage.ts'
import { burstToWalls, type Way } from '../to-wall.ts'
import { HOUSE, unitsOf } from '../ward.ts'

const QUIET = 500
const STORM = 5000

const against = (rate: number): Pick<Line, 'side' | 'against'> => ({
  side: `ours, ${rate}/s`,
  against: `bare, ${rate}/s`,
})

export const deviceToWall: Measure = {
  name: 'device',
  lines: [
    {
      what: 'device → wall, p50, 500/s',
      figure: 'p50',
      unit: 'ms',
      ...against(QUIET),
      bar: 1.5,
      better: 1.25,
    },
    {
      what: 'device → wall, p99, 500/s',
      figure: 'p99',
      unit: 'ms',
      ...against(QUIET),
      bar: 1.5,
      better: 1.2,
    },
    {
      what: 'device → wall, p50, 5,000/s',
      figure: 'p50',
      unit: 'ms',
      ...against(STORM),
      bar: 1.5,
      better: 1.25,
    },
    {
      what: 'device → wall, p99, 5,000/s',
      figure: 'p99',
      unit: 'ms',
      ...against(STORM),
      bar: 1.5,
      better: 1.2,
    },
    {
      what: 'CPU a message, 5,000/s against 500/s',
      figure: 'total_us',
      unit: 'µs',
      side: `ours, ${STORM}/s`,
      against: `ours, ${QUIET}/s`,
      bar: 0.25,
      better: 0.18,
    },
  ],
  async open(stage: Stage) {
    const ours = await ourWay(stage)
    const bare = await bareWay(stage)
    const at = (way: Way, rate: number): Side => {
      return (round) => burstToWalls(way, { ...round, rate })
    }
    return {
      sides: {
        [`bare, ${QUIET}/s`]: at(bare, QUIET),
        [`ours, ${QUIET}/s`]: at(ours, QUIET),
        [`bare, ${STORM}/s`]: at(bare, STORM),
        [`ours, ${STORM}/s`]: at(ours, STORM),
      },
      close: async () => void (await Promise.all([ours.close(), bare.close()])),
    }
  },
}

interface ClosableWay extends Way {
  close(): Promise<unknown>
}

/** Wardroom, its walls and its fleet, what only the first messages pay for already paid. */
async function ourWay(stage: Stage): Promise<ClosableWay> {
  const ward = await stage.ward()
  const walls = await wallsAt(ward.url, 'ours', [HOUSE, ...unitsOf(BEDS)])
  return warm({ source: await devicesAt(ward), walls, kind: 'alarm', cost: ward.cost })
}

async function bareWay(stage: Stage): Promise<ClosableWay> {
  const bare = await stage.bare()
  await bare.program.ask('forget')
  const walls = await wallsAt(bare.url, 'bare', [HOUSE, ...unitsOf(BEDS)])
  return warm({ source: await devicesAt(bare), walls, kind: 'alarm', cost: bare.cost })
}

async function warm(way: Way & { source: { stop(): Promise<void> } }): Promise<ClosableWay> {
  await burstToWalls(way, { seconds: 1, rate: QUIET, seed: 0 })
  return { ...way, close: () => Promise.all([way.source.stop(), way.walls.stop()]) }
}
