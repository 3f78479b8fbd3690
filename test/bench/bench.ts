/** Everything a bench needs, up and quiet: a Wardroom with its devices, the bare server, and those who look at both. */
import { chromium, type Browser } from '@playwright/test'
import pg from 'pg'
import { emptyHospital, type Hospital } from '../journeys/hospital.ts'
import { engines } from '../support/engines.ts'
import { withDatabase } from '../support/postgres.ts'
import { forked, type Forked } from './generator.ts'
import { watchingBareSocket, watchingPage, watchingSocket, type Watcher } from './watchers.ts'

const SITE = 'gh'
const UNITS = 10
/** Read from an arm's length, so that all beds stand on one page and none is out of sight. */
const WALL = `/wall/beds?site=${SITE}&level=corridor&screen=75&distance=1&rotate=3600`

export interface Bench {
  beds: number
  databaseUrl: string
  /** A database of the same Postgres that Wardroom knows nothing of. */
  bareDatabase: string
  sensors: Forked
  echoer: Forked
  /** A bed wall and a bare socket at Wardroom. */
  screens: readonly Watcher[]
  /** The same at the bare echo. */
  echo: readonly Watcher[]
  watchBare(url: string): Promise<readonly Watcher[]>
  close(): Promise<void>
}

/** Without a Chromium only the sockets are measured. */
export async function openBench(beds: number): Promise<Bench> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step()
  }
  const later = <T>(thing: T, how: (thing: T) => Promise<unknown>): T => {
    undo.push(() => how(thing))
    return thing
  }
  try {
    const ward = later(await emptyHospital(), (it) => it.clear())
    await layOut(ward, beds)
    // An old hospital: in a new one every tile counts the seconds since it was made.
    await statements(ward.databaseUrl, [`update bed set ready_since = now() - interval '3 hours'`])
    const bareDatabase = await makeBareDatabase(ward.databaseUrl, beds)
    const browser =
      engines.chromium === undefined ? undefined : later(await launched(engines.chromium), (it) => it.close())
    const watchBare = async (url: string): Promise<readonly Watcher[]> => [
      ...(browser ? [await watchingPage(browser, url, 0)] : []),
      await watchingBareSocket(url),
    ]
    const bare = later(await forked('bare.ts', []), (it) => it.stop())
    const sensors = later(await forked('sensors.ts', [ward.mqttUrl, SITE, String(beds)]), (it) => it.stop())
    const echoer = later(await forked('echoer.ts', [String(bare.said), String(beds)]), (it) => it.stop())
    const echo = later(await watchBare(String(bare.said)), (it) => Promise.all(it.map((one) => one.close())))
    const socket = later(await watchingSocket(ward.url, SITE), (it) => it.close())
    const screens = [...(browser ? [await watchingPage(browser, ward.url + WALL, beds)] : []), socket]
    return {
      beds,
      databaseUrl: ward.databaseUrl,
      bareDatabase,
      sensors,
      echoer,
      screens,
      echo,
      watchBare,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const launched = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath })

async function layOut(ward: Hospital, beds: number): Promise<void> {
  const each = beds / UNITS
  await ward.done('hospital/lay-out', {
    site: SITE,
    name: 'General',
    time_zone: 'UTC',
    currency: 'EUR',
    units: Array.from({ length: UNITS }, (_, unit) => ({
      unit: `U${unit + 1}`,
      name: `Unit ${unit + 1}`,
      kind: 'medical' as const,
      rooms: [
        {
          room: '1',
          beds: Array.from({ length: each }, (_none, bed) => {
            const code = `bed-${unit * each + bed + 1}`
            return { bed: code, sensor: code }
          }),
        },
      ],
    })),
  })
}

async function makeBareDatabase(server: string, beds: number): Promise<string> {
  const url = withDatabase(server, 'bare')
  await statements(server, ['create database bare'])
  await statements(url, [
    'create table bare (thing text primary key, is_on boolean not null default false)',
    `insert into bare (thing) select 'bed-' || n from generate_series(1, ${beds}) as n`,
    'create publication bare for table bare',
  ])
  return url
}

async function statements(url: string, all: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const sql of all) await client.query(sql)
  } finally {
    await client.end()
  }
}
