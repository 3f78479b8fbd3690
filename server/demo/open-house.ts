/** The first start: lays the building out and gives it its past, today first, so that it looks lived in at once. */
import { setImmediate as others } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { CommandInput } from '../../schema/commands/index.ts'
import type { Run } from '../commands/run.ts'
import type { Tx } from '../database/pool.ts'
import { announce } from './emergency-orders.ts'
import { DEMO_SITE, demoLayout } from './layout.ts'
import { partsOf, pastBeds } from './past-import.ts'
import { Past } from './past.ts'
import type { OrderOf } from './orders.ts'
import { between, chance, pick, seeded } from './random.ts'
import { MINUTE_MS, type Pace } from './rates.ts'
import { firstKeyOf, wasOpened } from './read-house.ts'
import { give } from './staff.ts'
import { BLOCK_NOTES } from './steps.ts'

const WHO = 'demo: first day'
/** Who the last act of the filling goes by. Once it is on record, no start fills again. */
const OPENED_BY = 'demo: opening'
const DAY_MS = 86_400_000
/** The story begins so many days earlier with an empty house, so that it is full when what is kept of it begins. */
const FILLING_DAYS = 24
/** Ambulances on their way at the start. */
const ON_THE_WAY = 2
/** Beds out of use at the start. */
const BROKEN = 4

export interface Opening {
  database: Tx
  run: Run
  pace: Pace
  seed: number
  /** Weeks of history. */
  weeks: number
  log: Logger
  /** Checked before every part: a stop in the middle is honoured, and the next start goes on from there. */
  stopped: () => boolean
}

/** What is still to be told of the past. */
export interface Untold {
  beginning: Beginning
  /** Days, the latest first. */
  days: CommandInput<'history/import'>[]
}

/** From these the same past follows again: it is the Idempotency-Key of its first part. */
interface Beginning {
  /** [ms since 1970] */
  now: number
  seed: number
  weeks: number
}

/**
 * Lays out the site; if it never was filled to the end, tells how it stands today. A later start changes what hangs on
 * the speed and nothing else.
 * @returns the days before, for `tellPast`; undefined: all was told by an earlier start.
 * @throws when the database is away; call it again.
 */
export async function openHouse(opening: Opening): Promise<Untold | undefined> {
  const { database, run, pace, log } = opening
  const layout = demoLayout(pace.speed)
  const opened = await wasOpened(database, DEMO_SITE, OPENED_BY)
  const laid = await give(run, { who: WHO, command: 'hospital/lay-out', input: layout })
  if (!laid.ok) throw new Error(`the demo's own layout was refused: ${laid.message}`)
  if (opened) return undefined

  // A first start that was interrupted is finished with the very past it had begun to tell.
  const beginning = beginningIn((await firstKeyOf(database, WHO)) ?? '') ?? {
    now: pace.now,
    seed: opening.seed,
    weeks: opening.weeks,
  }
  const { parts, free } = await pastOf(beginning, pace.speed)
  const [today, ...days] = parts
  if (today) await tell({ run, log }, today, { beginning, part: 0 })
  for (const order of outOfUse(free, beginning)) await give(run, order)
  for (let nth = 0; nth < ON_THE_WAY; nth++) await give(run, announce(pace))
  return { beginning, days }
}

/** A few beds that are broken or wait for infection control: no house has none. */
function outOfUse(free: readonly string[], { now, seed }: Beginning): OrderOf<'beds/block'>[] {
  const random = seeded(seed)
  return free
    .map((bed) => ({ bed, lot: random() }))
    .sort((one, other) => one.lot - other.lot)
    .slice(0, Math.min(BROKEN, free.length / 4))
    .map(({ bed }) => {
      const reason = chance(random, 0.6) ? 'repair' : 'isolation'
      const note = pick(random, BLOCK_NOTES[reason])
      const at = new Date(now - between(random, 20, 240) * MINUTE_MS).toISOString()
      return { who: WHO, command: 'beds/block', input: { site: DEMO_SITE, bed, reason, note, at } }
    })
}

/** Tells the days before today, the latest first. @param told called after each day */
export async function tellPast(
  { run, pace, log, stopped }: Pick<Opening, 'run' | 'pace' | 'log' | 'stopped'>,
  { beginning, days }: Untold,
  told: () => void,
): Promise<void> {
  for (const [n, day] of days.entries()) {
    if (stopped()) return
    await tell({ run, log }, day, { beginning, part: n + 1 })
    told()
    await others()
  }
  const site = { ...demoLayout(pace.speed), units: [] }
  await give(run, { who: OPENED_BY, command: 'hospital/lay-out', input: site })
}

/** The same key again is the same act: what an earlier start told already is not told twice. */
async function tell(
  { run, log }: Pick<Opening, 'run' | 'log'>,
  input: CommandInput<'history/import'>,
  { beginning, part }: { beginning: Beginning; part: number },
): Promise<void> {
  const key = keyOf(beginning, part)
  const outcome = await run('history/import', input, { door: 'system', who: WHO, key })
  if (!outcome.ok) log.info({ part, code: outcome.code }, 'demo: a part of the past was told already')
}

/** Told a simulated day at a time, so that others get their turn meanwhile. `free`: the beds nobody lies in at its end. */
async function pastOf(
  { now, seed, weeks }: Beginning,
  speed: number,
): Promise<{ parts: CommandInput<'history/import'>[]; free: string[] }> {
  const from = now - (weeks * 7 + FILLING_DAYS) * DAY_MS
  const beds = pastBeds(demoLayout(speed))
  const past = new Past(beds, { now: from, speed: 1, random: seeded(seed) })
  for (let day = from; day < now; day += DAY_MS) {
    past.runUntil(Math.min(day + DAY_MS, now))
    await others()
  }
  const free = beds.filter((bed) => !bed.taken && bed.turn === null).map((bed) => bed.code)
  return { parts: partsOf(past, { now, days: weeks * 7, speed }), free }
}

const keyOf = ({ now, seed, weeks }: Beginning, part: number): string =>
  `past ${new Date(now).toISOString()} seed ${seed} weeks ${weeks} part ${part}`

/** What a key says; undefined: it is none of ours. */
function beginningIn(key: string): Beginning | undefined {
  const [, now, seed, weeks] = /^past (\S+) seed (-?\d+) weeks (\d+) part \d+$/.exec(key) ?? []
  return now === undefined ? undefined : { now: Date.parse(now), seed: Number(seed), weeks: Number(weeks) }
}
