/** What it costs in all, Postgres included, when five times as many walls look on. */
import type { Measure } from '../measure.ts'
import { BEDS, devicesAt, wallsAt } from '../stage.ts'
import { burstToWalls, type Way } from '../to-wall.ts'
import { unitsOf } from '../ward.ts'

const RATE = 500
const [FEW, MANY] = [20, 100] as const

export const moreWalls: Measure = {
  name: 'walls',
  notShort: true,
  lines: [
    {
      what: `total CPU a message at ${RATE}/s, ${FEW} → ${MANY} unit walls`,
      figure: 'total_us',
      unit: 'µs',
      side: `${MANY} walls`,
      against: `${FEW} walls`,
      bar: 1.5,
      better: 1.35,
    },
  ],
  async open(stage) {
    const ward = await stage.ward()
    const places = unitsOf(BEDS)
    const way: Way & { source: Awaited<ReturnType<typeof devicesAt>> } = {
      source: await devicesAt(ward),
      walls: await wallsAt(ward.url, 'ours', places, FEW),
      kind: 'alarm',
      cost: ward.cost,
    }
    await burstToWalls(way, { seconds: 1, rate: RATE, seed: 0 })
    return {
      sides: {
        [`${FEW} walls`]: (round) => burstToWalls(way, { ...round, rate: RATE }),
        [`${MANY} walls`]: async (round) => {
          const more = await wallsAt(ward.url, 'ours', places, MANY - FEW)
          const figures = await burstToWalls(way, { ...round, rate: RATE })
          await more.stop()
          return figures
        },
      },
      close: async () => void (await Promise.all([way.source.stop(), way.walls.stop()])),
    }
  },
}
