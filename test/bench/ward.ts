/** A Wardroom to be measured: `server/main.ts` as you would start it, with beds and their sensors, and what it costs. */
import pg from 'pg'
import { emptyHospital, type Hospital } from '../journeys/hospital.ts'
import { cpuMs, treeCpuMs } from './cpu.ts'
import type { Place } from './programs/walls.ts'

export const SITE = 'gh'
export const BEDS_OF_UNIT = 25

/** CPU time so far [ms]: the server's, and its Postgres' with all backends. */
export interface Cost {
  server: number
  postgres: number
}

export interface Ward {
  hospital: Hospital
  url: string
  mqttPort: number
  /** What its sensors sign in with: of bed-1, bed-2, … */
  secrets: readonly string[]
  databaseUrl: string
  cost(): Cost
  close(): Promise<void>
}

/** One site `gh` of so many beds (bed-1, bed-2, …), each with a sensor of the same code, in units U1, U2, … */
export async function openWard(beds: number): Promise<Ward> {
  const hospital = await emptyHospital()
  const secrets: string[] = []
  try {
    await layOut(hospital, beds)
    const codes = Array.from({ length: beds }, (_, nth) => `bed-${nth + 1}`)
    for (let at = 0; at < beds; at += 1000) {
      const given = await hospital.keysOf('bed', SITE, codes.slice(at, at + 1000))
      secrets.push(...given.values())
    }
    // An old hospital: in a new one every tile counts the seconds since it was made.
    await statements(hospital.databaseUrl, [`update bed set ready_since = now() - interval '3 hours'`])
  } catch (error) {
    await hospital.clear()
    throw error
  }
  const [postgres = 0] = hospital.postgresPids()
  return {
    hospital,
    url: hospital.url,
    mqttPort: hospital.ports.mqtt,
    secrets,
    databaseUrl: hospital.databaseUrl,
    cost: () => ({ server: cpuMs(hospital.pid), postgres: treeCpuMs(postgres) }),
    close: () => hospital.clear(),
  }
}

export const HOUSE: Place = { site: SITE }
export const unitsOf = (beds: number): Place[] =>
  Array.from({ length: beds / BEDS_OF_UNIT }, (_, nth) => ({ site: SITE, unit: `U${nth + 1}` }))

/** As another system would take a bed out of use, and put it back; long ago, so that no tile counts its seconds. */
export const BLOCK = `update bed set block_reason = case when $on then 'repair' end,
  blocked_at = case when $on then now() - interval '3 hours' end where site = '${SITE}' and code = 'bed-$bed'`

async function layOut(hospital: Hospital, beds: number): Promise<void> {
  await hospital.done('hospital/lay-out', {
    site: SITE,
    name: 'General',
    time_zone: 'UTC',
    currency: 'EUR',
    units: unitsOf(beds).map(({ unit = '' }, nth) => ({
      unit,
      name: `Unit ${nth + 1}`,
      kind: 'medical' as const,
      rooms: [
        {
          room: '1',
          beds: Array.from({ length: BEDS_OF_UNIT }, (_, bed) => {
            const code = `bed-${nth * BEDS_OF_UNIT + bed + 1}`
            return { bed: code, sensor: code }
          }),
        },
      ],
    })),
  })
}

/** Runs statements on a connection of their own, one after the other. */
export async function statements(url: string, all: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const sql of all) await client.query(sql)
  } finally {
    await client.end()
  }
}
