/** What it costs the server to tell one room of many walls, everything it checks and folds included. */
import type { Line, Measure, Opened } from '../measure.ts'
import { started, type Program } from '../program.ts'
import { wallsAt, writerAt, type Stage } from '../stage.ts'
import { cpuMs } from '../cpu.ts'
import type { Broadcast } from '../programs/broadcast.ts'
import type { Walls } from '../programs/walls.ts'
import { freePorts } from '../../journeys/hospital.ts'
import { until } from '../../support/until.ts'
import { BLOCK, HOUSE } from '../ward.ts'

interface Size {
  walls: number
  /** Commits of one bed a second: as many as leave the machine room to breathe. */
  rate: number
}
const SIZES: readonly Size[] = [
  { walls: 100, rate: 100 },
  { walls: 1000, rate: 25 },
  { walls: 2000, rate: 12 },
]
/** What comes faster than it can be told one by one is told together. */
const STORM: Size = { walls: 100, rate: 1000 }

const asked = { figure: 'us', unit: 'µs', side: 'ours' } as const
const named = ({ walls, rate }: Size): string => `CPU a delivered change, ${walls} walls, ${rate}/s`

export const delivered: readonly Measure[] = [
  ...SIZES.map((size) =>
    measure(size, [
      { what: `${named(size)}, on Socket.IO`, ...asked, against: 'bare Socket.IO', bar: 1.2, better: 1 },
      { what: `${named(size)}, on ws`, ...asked, against: 'bare ws', bar: 1.2, better: 1 },
    ]),
  ),
  measure(STORM, [{ what: `${named(STORM)}, on ws`, ...asked, against: 'bare ws', bar: 1, better: 0.8 }]),
]

function measure(size: Size, lines: readonly Line[]): Measure {
  return {
    ...(size !== SIZES[0] && { notShort: true }),
    name: `delivered ${size.walls} ${size.rate}`,
    lines,
    seconds: 4, // a pulse a second: how many fall into a turn must not matter
    open: (stage) => open(stage, size),
  }
}

async function open(stage: Stage, { walls: many, rate }: Size): Promise<Opened> {
  const count = stage.short ? Math.min(many, 100) : many
  const ward = await stage.ward()
  const writer = await writerAt(ward.databaseUrl, BLOCK)
  const walls = await wallsAt(ward.url, 'ours', [HOUSE], count)
  const text = await aDelta(walls, () => writer.ask('burst', { seconds: 0.2, rate: 20, seed: 0 }))
  const floors = await Promise.all(['socket.io', 'ws'].map((which) => floor(which, count)))
  const counted = async (
    { walls, pid }: { walls: Program<Walls>; pid: number },
    send: () => Promise<number>,
  ): Promise<{ values: { us: number }; seen: number; lost: number }> => {
    await walls.ask('watch', undefined)
    const before = cpuMs(pid)
    const due = (await send()) * count
    await until(async () => (await walls.ask('told')) >= due, { what: 'all walls' }).catch(() => undefined)
    const cpu = cpuMs(pid) - before
    const seen = await walls.ask('told')
    return { values: { us: (cpu * 1000) / seen }, seen, lost: Math.max(0, due - seen) }
  }
  const [socketIo, ws] = floors
  const bare = (one: (typeof floors)[number] | undefined) => (round: { seconds: number; seed: number }) => {
    if (!one) throw new Error('no such floor')
    return counted(one, () => one.program.ask('say', { ...round, rate, text }))
  }
  return {
    sides: {
      'bare Socket.IO': bare(socketIo),
      ours: (round) =>
        counted({ walls, pid: ward.hospital.pid }, async () => {
          return (await writer.ask('burst', { ...round, rate })).at.length
        }),
      'bare ws': bare(ws),
    },
    close: async () => {
      await Promise.all([
        writer.stop(),
        walls.stop(),
        ...floors.flatMap((one) => [one.walls.stop(), one.program.stop()]),
      ])
    },
  }
}

/** A bare server, and as many walls at it. */
async function floor(
  which: string,
  count: number,
): Promise<{ program: Program<Broadcast>; walls: Program<Walls>; pid: number }> {
  const { http } = await freePorts()
  const program = await started<Broadcast>('broadcast', [which, String(http)])
  return {
    program,
    pid: program.pid,
    walls: await wallsAt(`http://127.0.0.1:${http}`, 'bare', [HOUSE], count),
  }
}

/** What the walls hear when one bed changes: the floor says as much. */
async function aDelta(walls: Program<Walls>, change: () => Promise<unknown>): Promise<string> {
  await change()
  return until(() => walls.ask('latest'), { what: 'a delta' })
}
