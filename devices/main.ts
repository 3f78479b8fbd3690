/** `npm run devices -- --beds 200`: real sensors for the beds of a site, until Ctrl-C. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { bedRow } from '../schema/boards/beds.ts'
import { siteCode } from '../schema/terms.ts'
import { Fleet } from './fleet.ts'

const USAGE = `npm run devices -- [options]
  --beds 200                      how many sensors
  --site gh                       of which site
  --url mqtt://127.0.0.1:1883     the broker
  --api http://127.0.0.1:8080     the server, asked once which sensors the site's beds have
  --rate 1                        how many times faster than a real ward
  --seed 1                        the same seed, the same chance
  --for 60                        stop after so many seconds`

const wanted = z
  .object({
    beds: z.coerce.number().int().min(1).max(20_000),
    site: siteCode,
    url: z.string().regex(/^(mqtts?|wss?):\/\//, 'must begin with mqtt:// or mqtts://'),
    api: z.url(),
    rate: z.coerce.number().min(0).max(10_000),
    seed: z.coerce.number().int(),
    for: z.coerce.number().positive().optional(),
  })
  .strict()
type Wanted = z.infer<typeof wanted>

const answer = z.object({ rows: z.array(bedRow) })

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2))
  const beds = await sensorsOf(options)
  const fleet = new Fleet({ ...options, beds })
  process.stdout.write(
    `${beds.length} sensors of ${options.site} speak to ${withoutPassword(options.url)}; Ctrl-C stops them\n`,
  )
  fleet.start()
  const ticker = setInterval(() => process.stdout.write(`${lineOf(fleet)}\n`), 1000)
  await stopAsked(options.for)
  clearInterval(ticker)
  await fleet.stop()
  process.stdout.write(`${lineOf(fleet)}\nstopped\n`)
}

function optionsOf(args: string[]): Wanted {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  try {
    const { values } = parseArgs({
      args,
      options: {
        beds: text('200'),
        site: text('gh'),
        url: text('mqtt://127.0.0.1:1883'),
        api: text('http://127.0.0.1:8080'),
        rate: text('1'),
        seed: text('1'),
        for: { type: 'string' },
      },
    })
    return wanted.parse(values)
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined
    const why = issue ? `--${issue.path.join('.')}: ${issue.message}` : String(error)
    throw new Said(`${why}\n\n${USAGE}`)
  }
}

/** The sensors that the site's beds have, and whether somebody lies there by the record. */
async function sensorsOf({ api, site, beds }: Wanted): Promise<{ device: string; occupied: boolean }[]> {
  const url = new URL(`/api/boards/beds?site=${site}&level=corridor`, api)
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Said(`Nobody answers at ${url.origin}: start the server (npm start), or set --api.`, { cause })
  })
  if (!response.ok) throw new Said(`${url.href} answers ${response.status}: is there a site ${site}?`)
  const { rows } = answer.parse(await response.json())
  const sensors = rows.flatMap(({ sensor, state }) =>
    sensor ? [{ device: sensor.device, occupied: state === 'occupied' }] : [],
  )
  if (sensors.length === 0) throw new Said(`The beds of ${site} have no sensors: register some first.`)
  if (sensors.length < beds) process.stdout.write(`${site} has only ${sensors.length} sensors, not ${beds}\n`)
  return sensors.slice(0, beds)
}

function lineOf(fleet: Fleet): string {
  const { sensors, online, said, acknowledged, waiting, dropped } = fleet.counts
  return [
    new Date().toISOString().slice(11, 19),
    `online ${online}/${sensors}`,
    `said ${said}`,
    `acknowledged ${acknowledged}`,
    `waiting ${waiting}`,
    `dropped ${dropped}`,
  ].join('  ')
}

/** Settles at Ctrl-C, SIGTERM, or when the time is over. */
function stopAsked(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = seconds === undefined ? undefined : setTimeout(resolve, seconds * 1000)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearTimeout(timer)
        resolve()
      })
    }
  })
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}

/** What goes wrong before the first sensor starts, said to a person: no stack trace. */
class Said extends Error {}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Said ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.exitCode = 1
})
