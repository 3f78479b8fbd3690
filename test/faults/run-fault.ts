/** One run of one fault: load, strike, heal, rest; then the ledger, and what every wall shows, against the database. */
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../support/until.ts'
import type { Bench } from './bench.ts'
import { divergence, misplaced } from './compare.ts'
import { CONVERGED_MS, type Fault, type Length, type Measured } from './fault.ts'
import { reckon, together, type Reckoning } from './ledger.ts'
import { mark, whenAllSaw } from './mark.ts'
import { slowness } from './slowness.ts'
import { storedCommands, storedMessages, storedReadings } from './stored.ts'

export interface Run {
  fault: Fault
  seed: number
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
  const slow = slowness()
  const measured: Measured[] = []
  const broken: string[] = []
  const { drivers, server } = bench
  const pid = server.pid

  await drivers.go()
  await pause(BEFORE_MS[length] * (0.5 + random()))
  const healedAt = await fault.strike({
    bench,
    random,
    length,
    slowness: slow,
    measure: (one) => void measured.push(one),
    broken: (what) => void broken.push(what),
  })
  const instant = await mark(bench.databaseUrl())
  const sawAt = await whenAllSaw(bench, instant, CONVERGENCE_PATIENCE_MS)
  const convergedMs = sawAt === undefined ? undefined : Math.max(0, sawAt - healedAt)
  measured.push({
    what: 'converged',
    value: convergedMs ?? Infinity,
    limit: fault.convergedMs ?? CONVERGED_MS,
    unit: 'ms',
    scaled: true,
  })
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

  const ledger = await reckoned(bench)
  const divergent = await divergence(bench)
  broken.push(...(await misplaced(bench)))
  if (fault.endsServer !== true && server.pid !== pid) broken.push('the server was started anew')
  if (/a promise failed and nobody heard/.test(server.output))
    broken.push('a promise failed and nobody heard')
  return {
    fault,
    seed,
    slowness: slow,
    ledger,
    regressions: await drivers.walls.ask<string[]>('regressions'),
    divergent,
    convergedMs,
    measured,
    broken,
    seconds: (performance.now() - began) / 1000,
  }
}

/** All that was said in this run against the database. */
async function reckoned(bench: Bench): Promise<Reckoning> {
  const said = await bench.drivers.taken()
  const url = bench.databaseUrl()
  const ids = (inputs: readonly { id: string }[]): string[] => inputs.map(({ id }) => id)
  // The last batches of readings are acknowledged one by one; the database is what counts, so it is asked once, at rest.
  return until(
    async () =>
      together([
        reckon(said.readings, await storedReadings(url, ids(said.readings))),
        reckon(said.messages, await storedMessages(url, ids(said.messages))),
        reckon(said.commands, await storedCommands(url, ids(said.commands))),
      ]),
    { what: 'the database to be asked', timeoutMs: 30_000 },
  )
}

/** Whether a measured value is inside its limit on this machine, now. */
export const limitOf = ({ limit, scaled }: Measured, slow: number): number =>
  scaled === true ? limit * slow : limit

/** What broke the pass line; empty: it passed. */
export function verdictOf({
  ledger,
  regressions,
  divergent,
  measured,
  broken,
  slowness: slow,
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
      .filter((one) => one.value > limitOf(one, slow))
      .map((one) => `${one.what}: ${shown(one.value)} ${one.unit}, at most ${shown(limitOf(one, slow))}`),
    ...broken,
  ]
}

const shown = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : 'never'
