/** Walls that were away for five seconds and come back: what they are told, and how long it takes when all come at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../../journeys/hospital.ts'
import type { Figures, Measure } from '../measure.ts'
import { started } from '../program.ts'
import type { Broadcast } from '../programs/broadcast.ts'
import type { Walls } from '../programs/walls.ts'
import { BEDS, wallsAt, writerAt } from '../stage.ts'
import { BLOCK, HOUSE } from '../ward.ts'

const WALLS = 1000
/** Changes a second in 500 beds while they are away: sixteen times what such a house does. */
const RATE = 10
const AWAY_S = 5

export const rejoin: Measure = {
  name: 'rejoin',
  seconds: AWAY_S,
  lines: [
    {
      what: `rejoin after ${AWAY_S} s, ${RATE} changes/s in ${BEDS} beds: bytes against a whole picture`,
      figure: 'bytes',
      unit: 'bytes',
      side: 'ours',
      against: 'a whole picture',
      bar: 0.3,
      better: 0.1,
    },
    {
      what: `${WALLS} walls rejoining at once: until all are right`,
      figure: 'ms',
      unit: 'ms',
      side: 'ours',
      against: 'bare Socket.IO',
      bar: 2,
      better: 1.3,
    },
  ],
  async open(stage) {
    const count = stage.short ? 100 : WALLS
    const ward = await stage.ward()
    const writer = await writerAt(ward.databaseUrl, BLOCK)
    const walls = await wallsAt(ward.url, 'ours', [HOUSE], count)
    const { http } = await freePorts()
    const bare = await started<Broadcast>('broadcast', ['socket.io', String(http)])
    const others = await wallsAt(`http://127.0.0.1:${http}`, 'bare', [HOUSE], count)
    const ours = async ({ seconds, seed }: { seconds: number; seed: number }): Promise<Figures> => {
      await walls.ask('cut')
      await writer.ask('burst', { seconds, rate: RATE, seed })
      const { bytes, ms, answer } = await walls.ask('rejoin')
      await bare.ask('answerWith', answer) // so that its walls are told as much
      return { values: { bytes: bytes / count, ms }, seen: count, lost: 0 }
    }
    await ours({ seconds: 1, seed: 0 })
    return {
      sides: {
        ours,
        'bare Socket.IO': async () => {
          await others.ask('cut')
          await sleep(200) // until the server too knows that they are gone
          const { ms } = await others.ask('rejoin')
          return { values: { ms }, seen: count, lost: 0 }
        },
        'a whole picture': async () => {
          const one = await started<Walls>('walls', [ward.url, 'ours'])
          const bytes = await one.ask('join', { places: [HOUSE], count: 1 })
          await one.stop()
          return { values: { bytes }, seen: 1, lost: 0 }
        },
      },
      close: async () => {
        await Promise.all([writer.stop(), walls.stop(), others.stop(), bare.stop()])
      },
    }
  },
}
