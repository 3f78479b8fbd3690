/** `npm run devices -- --beds 200`: real sensors for the beds of a site, its tags, badges and monitors, until Ctrl-C. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { bedRow } from '../schema/boards/beds.ts'
import { deviceRow } from '../schema/boards/devices.ts'
import { siteCode } from '../schema/terms.ts'
import { Fleet } from './fleet.ts'
import { Keys, type Key } from './keys.ts'
import { Monitors } from './monitors.ts'
import { Said } from './said.ts'
import { seeded } from './seeded.ts'
import { Strollers } from './strollers.ts'

const USAGE = `npm run devices -- [options]
  --beds 200                      how many sensors
  --tags 0                        how many of its location tags
  --badges 0                      how many of its cleaners' badges
  --monitors 0                    how many of its vital-sign monitors
  --site gh                       of which site
  --url mqtt://127.0.0.1:1883     the broker
  --api http://127.0.0.1:8080     the server, asked which devices the site has
  --token-file token.txt          who asks: an API token of an administrator; at the demo nobody needs one
  --keys keys.json                the devices' secrets; what is missing the server gives, and is kept there
  --ca ca.pem                     the authority of a broker over TLS (mqtts://), where it is the hospital's own
  --rate 1                        how many times faster than a real ward
  --seed 1                        the same seed, the same chance
  --for 60                        stop after so many seconds`

const wanted = z
  .object({
    beds: z.coerce.number().int().min(0).max(20_000),
    tags: z.coerce.number().int().min(0).max(20_000),
    badges: z.coerce.number().int().min(0).max(1000),
    monitors: z.coerce.number().int().min(0).max(20_000),
    site: siteCode,
    url: z.string().regex(/^(mqtts?|wss?):\/\//, 'must begin with mqtt:// or mqtts://'),
    api: z.url(),
    rate: z.coerce.number().min(0).max(10_000),
    seed: z.coerce.number().int(),
    for: z.coerce.number().positive().optional(),
    keys: z.string().min(1).optional(),
    'token-file': z.string().min(1).optional(),
    ca: z.string().min(1).optional(),
  })
  .strict()
type Wanted = z.infer<typeof wanted>
type Asking = Wanted & { headers: Record<string, string> }

const bedsAnswer = z.object({ rows: z.array(bedRow.pick({ bed: true, state: true, sensor: true })) })
type Bed = z.infer<typeof bedsAnswer>['rows'][number]
const devicesAnswer = z.object({ rows: z.array(deviceRow.pick({ kind: true, code: true, state: true })) })

async function main(): Promise<void> {
  const wishes = optionsOf(process.argv.slice(2))
  const keys = await Keys.open({ ...wishes, tokenFile: wishes['token-file'] })
  const options: Asking = { ...wishes, headers: keys.headers }
  const ca = wishes.ca === undefined ? undefined : await readFile(wishes.ca, 'utf8')
  const rows = await bedsOf(options)
  const beds = sensorsOf(rows, options)
  const signedIn = await keys.of(
    'bed',
    beds.map(({ device }) => device),
  )
  const secrets = new Map(signedIn.map(({ device, secret }) => [device, secret]))
  const fleet = new Fleet({
    ...options,
    ca,
    beds: beds.map((bed) => ({ ...bed, secret: secrets.get(bed.device) })),
  })
  const theirs = async (kind: 'tag' | 'badge' | 'monitor', wish: number): Promise<Key[]> =>
    keys.of(kind, await codesOf(kind, wish, options))
  const strollers = new Strollers({
    ...options,
    ca,
    tags: await theirs('tag', options.tags),
    badges: await theirs('badge', options.badges),
    places: rows.map(({ bed }) => bed),
    beds: () => bedsOf(options),
    random: seeded(options.seed + 1),
  })
  const monitors = new Monitors({
    ...options,
    ca,
    monitors: await theirs('monitor', options.monitors),
    random: seeded(options.seed + 2),
  })
  process.stdout.write(
    `${beds.length} sensors, ${strollers.size + monitors.size} tags, badges and monitors of ${options.site} speak to ${withoutPassword(options.url)}; Ctrl-C stops them\n`,
  )
  fleet.start()
  strollers.start()
  monitors.start()
  const line = (): string => lineOf(fleet, [strollers, monitors])
  const ticker = setInterval(() => process.stdout.write(`${line()}\n`), 1000)
  await stopAsked(options.for)
  clearInterval(ticker)
  await Promise.all([fleet.stop(), strollers.stop(), monitors.stop()])
  process.stdout.write(`${line()}\nstopped\n`)
}

function optionsOf(args: string[]): Wanted {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  try {
    const { values } = parseArgs({
      args,
      options: {
        beds: text('200'),
        tags: text('0'),
        badges: text('0'),
        monitors: text('0'),
        site: text('gh'),
        url: text('mqtt://127.0.0.1:1883'),
        api: text('http://127.0.0.1:8080'),
        rate: text('1'),
        seed: text('1'),
        for: { type: 'string' },
        keys: { type: 'string' },
        'token-file': { type: 'string' },
        ca: { type: 'string' },
      },
    })
    return wanted.parse(values)
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined
    const why = issue ? `--${issue.path.join('.')}: ${issue.message}` : String(error)
    throw new Said(`${why}\n\n${USAGE}`)
  }
}

/** What a board of the site shows now. */
async function boardOf(name: string, { api, site, headers }: Asking): Promise<unknown> {
  const url = new URL(`/api/boards/${name}?site=${site}&level=corridor`, api)
  const response = await fetch(url, { headers }).catch((cause: unknown) => {
    throw new Said(`Nobody answers at ${url.origin}: start the server (npm start), or set --api.`, { cause })
  })
  if (!response.ok) throw new Said(`${url.href} answers ${response.status}: is there a site ${site}?`)
  return response.json()
}

const bedsOf = async (options: Asking): Promise<Bed[]> =>
  bedsAnswer.parse(await boardOf('beds', options)).rows

/** The sensors that the site's beds have, and whether somebody lies there by the record. */
function sensorsOf(rows: readonly Bed[], { site, beds }: Wanted): { device: string; occupied: boolean }[] {
  const sensors = rows.flatMap(({ sensor, state }) =>
    sensor ? [{ device: sensor.device, occupied: state === 'occupied' }] : [],
  )
  if (beds > 0 && sensors.length === 0)
    throw new Said(`The beds of ${site} have no sensors: register some first.`)
  if (sensors.length < beds) process.stdout.write(`${site} has only ${sensors.length} sensors, not ${beds}\n`)
  return sensors.slice(0, beds)
}

/** The codes of so many registered devices of this kind at the site. */
async function codesOf(kind: 'tag' | 'badge' | 'monitor', wish: number, options: Asking): Promise<string[]> {
  if (wish === 0) return []
  const { rows } = devicesAnswer.parse(await boardOf('devices', options))
  const codes = rows.flatMap((row) => (row.kind === kind && row.state !== 'unknown' ? [row.code] : []))
  if (codes.length < wish)
    process.stdout.write(`${options.site} has only ${codes.length} of kind ${kind}, not ${wish}\n`)
  return codes.slice(0, wish)
}

function lineOf(fleet: Fleet, others: readonly { size: number; online: number }[]): string {
  const { sensors, online, said, acknowledged, waiting, dropped } = fleet.counts
  return [
    new Date().toISOString().slice(11, 19),
    `online ${others.reduce((sum, each) => sum + each.online, online)}/${others.reduce((sum, each) => sum + each.size, sensors)}`,
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

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Said ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.exitCode = 1
})
