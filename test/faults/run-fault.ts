/** One run of one fault: load, strike, heal, rest; then the ledger, and what every wall shows, against the database. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { divergence, misplaced } from './compare.ts'
import { CONVERGED_MS, type Fault, type Length, type Measured } from './fault.ts'
import { reckon, together, type Reckoning } from './ledger.ts'
import { mark, whenAllSaw } from './mark.ts'
import { Neighbours } from './neighbours.ts'
import { Story } from './story.ts'
import { notNoted, storedCommands, storedMessages, storedReadings } from './stored.ts'

export interface Run {
  fault: Fault
  seed: number
  length: Length
  slowness: number
  ledger: Reckoning
  regressions: string[]
  divergent: string[]
  /** From healed until all walls showed what was written then [ms]; undefined: never. */
  convergedMs: number | undefined
  measured: Measured[]
  broken: string[]
  seconds: number
}

/** A request that takes longer hangs (RELIABILITY F7). */
const HANGING_MS = 10_000
const CONVERGENCE_PATIENCE_MS = 60_000
const BEFORE_MS = { short: 300, usual: 800, long: 4000 } as const

export async function runFault(
  fault: Fault,
  bench: Bench,
  { seed, random, length }: { seed: number; random: () => number; length: Length },
): Promise<Run> {
  const began = performance.now()
  const neighbours = new Neighbours(bench.folder)
  const measured: Measured[] = []
  const broken: string[] = []
  const { drivers, servers } = bench
  const pids = servers.map(({ pid }) => pid).join()

  const story = new Story(servers)
  await drivers.go()
  await pause(BEFORE_MS[length] * (0.5 + random()))
  const healedAt = await fault
    .strike({
      bench,
      random,
      length,
      measure: (one) => void measured.push(one),
      broken: (what) => void broken.push(what),
    })
    .catch((error: unknown) => {
      // What never came is a line of this run, and not the end of all others.
      broken.push(error instanceof Error ? error.message : String(error))
      return Date.now()
    })
  const written = await mark(bench.databaseUrl())
  const sawAt = await whenAllSaw(bench, written, CONVERGENCE_PATIENCE_MS)
  const convergedMs = sawAt === undefined ? undefined : Math.max(0, sawAt - healedAt)
  measured.push({
    what: 'converged',
    value: convergedMs ?? Infinity,
    limit: fault.convergedMs ?? CONVERGED_MS,
    unit: 'ms',
    scaled: true,
  })
  const told = await story.end(fault)
  broken.push(...told.broken)
  measured.push(...told.measured)
  await pause(BEFORE_MS[length] * random())
  const waiting = await drivers.rest()
  if (waiting !== undefined) broken.push(`never answered: ${waiting}`)
  measured.push({
    what: 'longest request',
    value: await drivers.consoles.ask<number>('longestMs'),
    limit: HANGING_MS,
    unit: 'ms',
    scaled: true,
  })

  // Each sensor says once more what is so: that alone shows that the last before is missing.
  if (fault.brokerMayLose === true) await drivers.sensors.ask('repeat')
  const { ledger, gaps } = await reckoned(bench, fault.brokerMayLose === true)
  if (fault.brokerMayLose === true)
    measured.push({ what: 'lost by the broker, shown as gaps', value: gaps, limit: Infinity, unit: '' })
  const divergent = await divergence(bench)
  const bedsGoneBack = await drivers.walls.ask<string[]>('bedsGoneBack')
  broken.push(...(await misplaced(bench)))
  if (fault.endsServer !== true && servers.map(({ pid }) => pid).join() !== pids)
    broken.push('the server was started anew')
  if (servers.some(({ output }) => output.includes('a promise failed and nobody heard')))
    broken.push('a promise failed and nobody heard')
  return {
    fault,
    seed,
    length,
    slowness: neighbours.slowness(),
    ledger,
    regressions: [
      ...(await drivers.walls.ask<string[]>('regressions')),
      ...(fault.clockGoesBack === true ? [] : bedsGoneBack),
    ],
    divergent,
    convergedMs,
    measured,
    broken,
    seconds: (performance.now() - began) / 1000,
  }
}

/** A broker between has said yes for us, and may still be bringing it: given up when nothing came for so long. */
const BROUGHT_WITHIN_MS = 20_000

/**
 * All that was said in this run against the database. What a broker lost that was killed is not ours to store, but ours to
 * notice: a hole in a device's numbers counts as told once it is noted as one.
 */
async function reckoned(
  { drivers, databaseUrl }: Bench,
  brokerMayLose: boolean,
): Promise<{ ledger: Reckoning; gaps: number }> {
  const said = await drivers.taken()
  const url = databaseUrl()
  const ids = (inputs: readonly { id: string }[]): string[] => inputs.map(({ id }) => id)
  const others = together([
    reckon(said.messages, await storedMessages(url, ids(said.messages))),
    reckon(said.commands, await storedCommands(url, ids(said.commands))),
  ])
  let patience = performance.now() + BROUGHT_WITHIN_MS
  let missing = Infinity
  for (;;) {
    const readings = reckon(said.readings, await storedReadings(url, ids(said.readings)))
    const all = readings.lost.length
    if (all < missing) patience = performance.now() + BROUGHT_WITHIN_MS
    missing = all
    if (all > 0 && performance.now() < patience) await pause(200)
    else {
      if (brokerMayLose) readings.lost = await notNoted(url, readings.lost)
      return { ledger: together([readings, others]), gaps: all - readings.lost.length }
    }
  }
}

/** Whether a measured value is inside its limit on this machine, now. */
export const limitOf = ({ limit, scaled }: Measured, slow: number): number =>
  scaled === true ? limit * slow : limit

/**
 * What broke the pass line; empty: it passed. Inside `npm test` (`short`) other tests and other people's work run beside it:
 * there a time is told, and only one that never came breaks the line.
 */
export function verdictOf({
  ledger,
  regressions,
  divergent,
  measured,
  broken,
  slowness: slow,
  length,
}: Run): string[] {
  const some = (what: string, which: readonly string[]): string[] =>
    which.length > 0 ? [`${which.length} ${what}: ${which.slice(0, 3).join('; ')}`] : []
  return [
    ...some('lost', ledger.lost),
    ...some('duplicated', ledger.duplicated),
    ...some('stored in part', ledger.partly),
    ...some('refused without reason', ledger.refused),
    ...some('regressions', regressions),
    ...some('divergent', divergent),
    ...measured
      .filter(
        (one) =>
          one.value > (length === 'short' && one.scaled === true ? Number.MAX_VALUE : limitOf(one, slow)),
      )
      .map((one) => `${one.what}: ${shown(one.value)} ${one.unit}, at most ${shown(limitOf(one, slow))}`),
    ...broken,
  ]
}

const shown = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : 'never'
