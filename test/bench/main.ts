/**
 * How long from the world to the screen: MQTT publish → DOM and SQL commit → DOM at 200 devices, each as a ratio to a floor
 * measured in the same run on the same machine (docs/bench.md says how to read it).
 *
 *   npm run bench                  everything, some two minutes
 *   npm run bench -- --short       a few seconds of each path; fails only when a path does not work or loses a change
 *   npm run bench -- --only mqtt   the paths whose name holds the word, and the floors
 *   npm run bench -- --seed 7      other moments of chance
 *   npm run bench -- --json        for a machine to read
 */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBench, type Bench } from './bench.ts'
import { paired, summary, type Latency, type Moment, type Seen } from './latency.ts'
import { floors, paths, type Path } from './paths.ts'
import { table, type Line } from './table.ts'
import type { Kind, Watcher } from './watchers.ts'

const DEVICES = 200
/** 25 changes a second is a hundred times what 200 real beds do; the table says what it was. */
const LONG = { rounds: 4, seconds: 8, rate: 25 }
const SHORT = { rounds: 1, seconds: 4, rate: 25 }
/** What is on its way when a burst ends gets this long to arrive before it counts as lost. */
const STRAGGLERS_MS = 15_000

type Rounds = Map<string, Seen[]>

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  const { rounds, seconds, rate } = values.short ? SHORT : LONG
  const seed = Number(values.seed)
  const wanted = paths.filter((path) => floors.includes(path.name) || path.name.includes(values.only))
  const found: Rounds = new Map()
  const bench = await openBench(DEVICES)
  try {
    for (let round = 0; round < rounds; round++) {
      // There and back again, so that a machine that slows down or wakes up does not favour one path.
      for (const path of round % 2 === 0 ? wanted : wanted.toReversed()) {
        if (!values.json) process.stderr.write(`round ${round + 1} of ${rounds}: ${path.name}\n`)
        await measure(bench, path, { seconds, rate, seed: seed + round }, found)
      }
    }
  } finally {
    await bench.close()
  }
  const lines = [...found].map(([name, all]): Line => line(name, summary(all), found))
  if (values.json)
    console.log(
      JSON.stringify(
        { at: new Date().toISOString(), machine: machine(), devices: DEVICES, rate, seed, lines },
        null,
        2,
      ),
    )
  else
    console.log(
      `\n${machine()}; ${DEVICES} devices, ${rate} changes a second, seed ${seed}\n\n${table(lines)}`,
    )
  const broken = lines.filter(({ count, lost }) => count === 0 || lost > 0)
  for (const { name, count, lost } of broken)
    console.error(count === 0 ? `${name}: nothing arrived` : `${name}: ${lost} changes never arrived`)
  return broken.length === 0 ? 0 : 1
}

/** One burst down one path, seen by each of its watchers. */
async function measure(
  bench: Bench,
  { name, kind, open }: Path,
  burst: { seconds: number; rate: number; seed: number },
  found: Rounds,
): Promise<void> {
  const { source, watchers, close } = await open(bench)
  try {
    // First what only the first messages pay for, and then what counts.
    await seenBy(watchers, kind, await source.burst({ ...burst, seconds: 1 }))
    const sent = await source.burst(burst)
    for (const [watcher, seen] of await seenBy(watchers, kind, sent)) {
      const key = `${name} → ${watcher.name}`
      found.set(key, [...(found.get(key) ?? []), paired(sent, seen)])
    }
    await source.rest()
  } finally {
    await close()
  }
}

/** Waits until each watcher has seen all, or it is clear that it never will. */
async function seenBy(
  watchers: readonly Watcher[],
  kind: Kind,
  sent: readonly Moment[],
): Promise<Map<Watcher, Moment[]>> {
  const seen = new Map(watchers.map((watcher): [Watcher, Moment[]] => [watcher, []]))
  const patience = performance.now() + STRAGGLERS_MS
  for (;;) {
    for (const [watcher, moments] of seen) moments.push(...(await watcher.taken(kind)))
    if ([...seen.values()].every((moments) => paired(sent, moments).lost === 0)) return seen
    if (performance.now() > patience) return seen
    await sleep(100)
  }
}

/** Set against the floor that ends where it ends. */
function line(name: string, latency: Latency, found: Rounds): Line {
  const [path = '', end = ''] = name.split(' → ')
  const against = floors
    .filter((floor) => floor !== path)
    .map((floor) => {
      const base = summary(found.get(`${floor} → ${end}`) ?? [])
      return { floor, p50: latency.p50 / base.p50, p99: latency.p99 / base.p99 }
    })
  return { name, ...latency, floor: floors.includes(path), against }
}

function machine(): string {
  const [cpu] = os.cpus()
  const gib = Math.round(os.totalmem() / 2 ** 30)
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gib} GiB, Node ${process.version}, load ${os.loadavg()[0]?.toFixed(1) ?? '?'}`
}

process.exitCode = await main()
