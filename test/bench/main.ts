/**
 * How fast, how large: each measure as a ratio to a floor of the same parts that runs by turns with it on the same machine
 * (docs/bench.md says what each is, and how to read it).
 *
 *   npm run bench                    everything, some twelve minutes on a quiet machine
 *   npm run bench -- --short         a glance; fails only when a path is dead or something is lost
 *   npm run bench -- --only commit   the measures whose name holds the word
 *   npm run bench -- --seed 7        other moments of chance
 *   npm run bench -- --json          for a machine to read
 */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { run, type Outcome } from './measure.ts'
import { measures } from './measures/index.ts'
import { Stage } from './stage.ts'
import { table } from './table.ts'

const LONG = { rounds: 5, seconds: 3 }
const SHORT = { rounds: 1, seconds: 1 }

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  const { short, only, json } = values
  const seed = Number(values.seed)
  const wanted = measures.filter(({ name, byName, notShort }) =>
    byName ? name === only : name.includes(only) && !(short && notShort),
  )
  const say = (text: string): void => void (json || process.stderr.write(`${text}\n`))
  const stage = new Stage({ short })
  const outcomes: Outcome[] = []
  const began = new Date().toISOString()
  try {
    for (const measure of wanted) {
      const { rounds = LONG.rounds, seconds = LONG.seconds } = measure
      const round = { ...(short ? SHORT : { rounds, seconds }), seed }
      // A measure that fails takes only its own lines with it, not the minutes before it.
      outcomes.push(
        await run(measure, stage, round, say).catch((error: unknown) => failed(measure.name, error)),
      )
    }
  } finally {
    await stage.close()
  }
  const lines = outcomes.flatMap((outcome) => outcome.lines)
  if (json) console.log(JSON.stringify({ at: began, machine: machine(), seed, lines }, null, 2))
  else console.log(`\n${began.slice(0, 10)}; ${machine()}; seed ${seed}\n\n${table(lines)}`)
  const broken = outcomes.flatMap((outcome) => outcome.broken)
  for (const what of broken) console.error(what)
  return broken.length === 0 && lines.length > 0 ? 0 : 1
}

const failed = (measure: string, error: unknown): Outcome => ({
  lines: [],
  broken: [`${measure} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
})

function machine(): string {
  const [cpu] = os.cpus()
  const gib = Math.round(os.totalmem() / 2 ** 30)
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gib} GiB, Node ${process.version}, load ${os.loadavg()[0]?.toFixed(1) ?? '?'}`
}

// Programs of a measure that failed half way would keep us; they end with us.
process.exit(await main())
