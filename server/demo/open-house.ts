/** The first start: lays the building out and fills it with the past of its first day, so that it looks lived in. */
import type { Logger } from 'pino'
import type { Outcome } from '../../schema/outcome.ts'
import type { Run } from '../commands/run.ts'
import type { Tx } from '../database/pool.ts'
import { firstDay, type Story, type Visit } from './first-day.ts'
import { DEMO_SITE, demoLayout } from './layout.ts'
import type { Pace } from './rates.ts'
import { bedsEverUsed, wasOpened } from './read-house.ts'
import { give, receive } from './staff.ts'

const WHO = 'demo: first day'
/** Who the last act of the filling goes by. Once it is on record, no start fills again. */
export const OPENED_BY = 'demo: opening'
/** Stories told at once: enough to keep the database busy, few enough to leave it to others as well. */
const AT_ONCE = 6

interface Opening {
  database: Tx
  run: Run
  pace: Pace
  log: Logger
  /** Checked before every story: a stop in the middle is honoured, and the next start goes on from there. */
  stopped: () => boolean
}

/**
 * Lays out the site; if it never was filled to the end, fills it. A later start changes what hangs on the speed and
 * nothing else.
 * @throws when the database is away; call it again.
 */
export async function openHouse({ database, run, pace, log, stopped }: Opening): Promise<void> {
  const layout = demoLayout(pace.speed)
  const opened = await wasOpened(database, DEMO_SITE, OPENED_BY)
  const laid = await give(run, { who: WHO, command: 'hospital/lay-out', input: layout })
  if (!laid.ok) throw new Error(`the demo's own layout was refused: ${laid.message}`)
  if (opened) return

  const used = await bedsEverUsed(database, DEMO_SITE)
  const stories = firstDay(layout, pace).filter(({ bed }) =>
    bed === null ? used.size === 0 : !used.has(bed),
  )
  await tellAll(stories, { run, log, stopped })
  if (stopped()) return
  const site = { ...layout, units: [] }
  await give(run, { who: OPENED_BY, command: 'hospital/lay-out', input: site })
}

async function tellAll(
  stories: readonly Story[],
  { run, log, stopped }: Pick<Opening, 'run' | 'log' | 'stopped'>,
): Promise<void> {
  const began = performance.now()
  const left = [...stories]
  let told = 0
  const teller = async (): Promise<void> => {
    for (let story = left.shift(); story && !stopped(); story = left.shift()) {
      const outcome = await tell(run, story)
      if (!outcome.ok) log.debug({ bed: story.bed, code: outcome.code }, 'demo: a story was refused')
      if (++told % 60 === 0) log.info({ told, of: stories.length }, 'demo: the hospital fills')
    }
  }
  log.info({ stories: stories.length }, 'demo: first start, the hospital opens')
  await Promise.all(Array.from({ length: AT_ONCE }, teller))
  if (!stopped())
    log.info({ ms: Math.round(performance.now() - began) }, 'demo: the hospital is full of life')
}

/** @returns the last outcome, or the first refusal: a story ends there. */
async function tell(run: Run, { bed, visit, block }: Story): Promise<Outcome<unknown>> {
  if (block) return give(run, { who: WHO, command: 'beds/block', input: block })
  if (!visit) return { ok: true, result: undefined, lsn: '' }
  const came = await receive(run, { who: WHO, person: visit.person, admit: visit.admit })
  if (!came.ok || visit.leftAt === undefined) return came
  const { encounter_id } = came.result
  const left = await give(run, {
    who: WHO,
    command: 'admissions/discharge',
    input: { encounter_id, at: visit.leftAt },
  })
  return left.ok && bed !== null && visit.turn ? turn(run, bed, visit.turn) : left
}

async function turn(
  run: Run,
  bed: string,
  { askedAt, startedAt, finishedAt }: NonNullable<Visit['turn']>,
): Promise<Outcome<unknown>> {
  let last: Outcome<unknown> = { ok: true, result: undefined, lsn: '' }
  const steps = [
    ['cleaning/ask', askedAt],
    ['cleaning/start', startedAt],
    ['cleaning/finish', finishedAt],
  ] as const
  for (const [command, at] of steps) {
    if (at === undefined || !last.ok) return last
    last = await give(run, { who: WHO, command, input: { site: DEMO_SITE, bed, at } })
  }
  return last
}
