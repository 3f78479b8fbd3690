/**
 * What survives: every fault of the list at moments of chance, under load, and the ledger after each (docs/faults.md says
 * how to read it).
 *
 *   npm run faults                     every fault three times
 *   npm run faults -- --short          the most telling, once (this runs inside npm test)
 *   npm run faults -- --only F5,F7     some of them, or those whose words hold this
 *   npm run faults -- --times 20       the long proof: longer faults, and each twenty times
 *   npm run faults -- --long           longer faults
 *   npm run faults -- --seed 7         these very moments again
 *   npm run faults -- --load full      RELIABILITY's burst; also: usual, small
 *   npm run faults -- --json           for a machine to read
 */
import { randomInt } from 'node:crypto'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { seeded } from '../../devices/seeded.ts'
import { kinds, missing, openBench, type Kind } from './bench.ts'
import { loads } from './drivers/load.ts'
import type { Fault, Length } from './fault.ts'
import { faults } from './list/index.ts'
import { runFault, verdictOf, type Run } from './run-fault.ts'
import { report, table } from './table.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      seed: { type: 'string' },
      times: { type: 'string' },
      load: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed)
  const times = Number(values.times ?? (values.short ? 1 : 3))
  const length: Length = values.short ? 'short' : values.long || times > 5 ? 'long' : 'usual'
  const load = values.load ?? (values.short ? 'small' : 'usual')
  if (!isLoad(load)) {
    say(`there is no load "${load}"; there are: ${Object.keys(loads).join(', ')}`)
    return 2
  }
  const wanted = faults.filter(
    (fault) => chosen(fault, values.only) && (!values.short || fault.telling === true),
  )
  if (wanted.length === 0) {
    say(`there is no fault "${values.only}"; there are: ${faults.map(({ id }) => id).join(', ')}`)
    return 2
  }
  say(`seed ${seed}`)
  const runs: Run[] = []
  const skipped: string[] = []
  for (const kind of kinds) {
    const of = wanted.filter((fault) => fault.kind === kind)
    const why = missing(kind)
    if (why !== undefined) skipped.push(...of.map(({ id, what }) => `${id} ${what}: ${why}`))
    else if (of.length > 0) runs.push(...(await all(kind, of, { seed, times, length, load })))
  }
  if (values.json) console.log(JSON.stringify(report(runs, { seed, load, machine: machine() }), null, 2))
  else console.log(`\n${machine()}; load ${load}, seed ${seed}\n\n${table(runs)}`)
  for (const line of skipped) say(`not run: ${line}`)
  return runs.every((run) => verdictOf(run).length === 0) ? 0 : 1
}

interface Plan {
  seed: number
  times: number
  length: Length
  load: keyof typeof loads
}

/** All runs of the faults that share a kind of bench, one after the other, on one bench. */
async function all(kind: Kind, of: readonly Fault[], { seed, times, length, load }: Plan): Promise<Run[]> {
  const runs: Run[] = []
  const bench = await openBench(kind, { load, seed })
  try {
    for (const fault of of) {
      for (let nth = 0; nth < times; nth++) {
        const random = seeded(seed + 1000 * Number(fault.id.slice(1)) + nth)
        const run = await runFault(fault, bench, { seed, random, length })
        runs.push(run)
        const broken = verdictOf(run)
        say(
          `${fault.id} ${fault.what}, ${nth + 1} of ${times}: ${broken.length === 0 ? 'passed' : broken.join('\n  ')} (${run.seconds.toFixed(0)} s)`,
        )
      }
    }
  } finally {
    await bench.close()
  }
  return runs
}

const chosen = ({ id, what, byName }: Fault, only: string): boolean =>
  /^[FS]\d+(,[FS]\d+)*$/.test(only) ? only.split(',').includes(id) : what.includes(only) && byName !== true

const isLoad = (name: string): name is keyof typeof loads => name in loads

function machine(): string {
  const [cpu] = os.cpus()
  const gib = Math.round(os.totalmem() / 2 ** 30)
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gib} GiB, Node ${process.version}, load ${os.loadavg()[0]?.toFixed(1) ?? '?'}`
}

process.exitCode = await main()
