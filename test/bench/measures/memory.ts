/** What a connected wall costs in memory, beyond the board that all share. */
import { freePorts } from '../../journeys/hospital.ts'
import { heldBy } from '../inspected.ts'
import type { Measure, Side } from '../measure.ts'
import { started } from '../program.ts'
import type { Broadcast } from '../programs/broadcast.ts'
import { wallsAt } from '../stage.ts'
import { HOUSE } from '../ward.ts'

const WALLS = 1000

export const memory: Measure = {
  name: 'memory',
  notShort: true,
  lines: [
    {
      what: `memory a connected wall, ${WALLS} of them`,
      figure: 'kib',
      unit: 'KiB',
      side: 'ours',
      against: 'bare Socket.IO',
      bar: 1.5,
      better: 1.2,
    },
  ],
  rounds: 3,
  async open(stage) {
    const count = stage.short ? 100 : WALLS
    const ward = await stage.ward()
    const { http } = await freePorts()
    const bare = await started<Broadcast>('broadcast', ['socket.io', String(http)])
    const side = (url: string, whose: 'ours' | 'bare', held: () => Promise<number>): Side => {
      return async () => {
        const one = await wallsAt(url, whose, [HOUSE], 1) // so that the board, and all that is made once, is there
        const before = await held()
        const walls = await wallsAt(url, whose, [HOUSE], count)
        const after = await held()
        await Promise.all([one.stop(), walls.stop()])
        return { values: { kib: (after - before) / count / 1024 }, seen: count, lost: 0 }
      }
    }
    return {
      sides: {
        'bare Socket.IO': side(`http://127.0.0.1:${http}`, 'bare', () => bare.ask('held')),
        ours: side(ward.url, 'ours', () => heldBy(ward.hospital)),
      },
      close: () => bare.stop(),
    }
  },
}
