/**
 * The promise of the walls: patients are moved by many hands, screens come, go and change servers, and no frame on any
 * screen ever shows a patient in two beds, or one who is being moved in none.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import { run } from '../../server/commands/run.ts'
import { isAway } from '../../server/database/patience.ts'
import type { Database } from '../../server/database/pool.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { nurse } from '../commands/ward.ts'
import { openStation, Screen, type Room, type Station } from './station.ts'

const BEDS = 30
const PATIENTS = 20
const WRITERS = 8
/** Goes on until so many were moved, and so often a screen came, went or changed its server. */
const MOVES = 160
const WALKS = 100

let fresh: FreshDatabase
let stations: Station[]
let encounters: number[]

beforeAll(async () => {
  fresh = await freshDatabase()
  encounters = await hospital(fresh.database)
  stations = [await openStation(fresh.url), await openStation(fresh.url)]
})
afterAll(async () => {
  for (const station of stations) await station.stop()
  await fresh.drop()
})

test('no frame on any screen shows a patient twice or a moved patient nowhere; in the end all show what the database holds', async () => {
  const wrong: string[] = []
  const highest = new Map<Screen, string>()
  const whole: Room = { board: 'beds', place: { site: 'gh' }, level: 'full' }
  const frame = (screen: Screen): void => {
    const lying = [...screen.held.rows.values()].flatMap((row) => (row as BedRow).patient?.patient_id ?? [])
    if (new Set(lying).size !== lying.length) wrong.push(`twice at ${screen.lsn}: ${lying.join()}`)
    if (lying.length !== PATIENTS) wrong.push(`${lying.length} patients at ${screen.lsn}`)
    if (screen.lsn < (highest.get(screen) ?? ''))
      wrong.push(`back from ${highest.get(screen)} to ${screen.lsn}`)
    highest.set(screen, screen.lsn)
  }
  const screens = Array.from({ length: 10 }, () => new Screen(whole, frame))
  const units = Array.from(
    { length: 4 },
    (_, nth) => new Screen({ ...whole, place: { site: 'gh', unit: `U${nth % 2}` } }),
  )
  const counts = new Screen({ board: 'units', place: {}, level: 'public' })
  const everyone = [...screens, ...units, counts]
  const random = rolling(20261122)
  const anyStation = (): Station => stations[random(stations.length)] as Station // one of the two
  for (const screen of everyone) screen.lookAt(anyStation())

  let done = 0
  let walked = 0
  const goesOn = (): boolean => done < MOVES || walked < WALKS
  const writing = Array.from({ length: WRITERS }, async () => {
    while (goesOn()) {
      const moved = await move(fresh.database, random)
      done += moved
    }
  })
  const wandering = (async () => {
    while (goesOn()) {
      const screen = everyone[random(everyone.length)]
      if (random(3) === 0) screen?.away()
      else screen?.lookAt(anyStation())
      walked += 1
      await new Promise((resolve) => setTimeout(resolve, 5 + random(40)))
    }
  })()
  await Promise.all([...writing, wandering])
  for (const screen of everyone) screen.lookAt(anyStation())

  const truth = await inTheDatabase(fresh.database)
  await until(() => screens.every((screen) => screen.joined && same(lyingOn(screen), truth)), {
    what: `all screens to show what the database holds (${done} moves)`,
  })
  const rowsOf = (screen: Screen | undefined): BedRow[] =>
    Object.values(screen?.held.picture.rows ?? {}) as BedRow[]
  for (const [nth, unit] of units.entries()) {
    const code = `U${nth % 2}`
    const same = (): boolean =>
      JSON.stringify(rowsOf(unit)) === JSON.stringify(rowsOf(screens[0]).filter((row) => row.unit === code))
    await until(() => unit.joined && same(), { what: `the screen of ${code} to show its part of the house` })
  }
  await until(() => (counts.held.totals as { occupied: number } | undefined)?.occupied === PATIENTS, {
    what: 'the counts to hold every patient',
  })
  for (const screen of everyone) screen.away()
  expect(wrong).toEqual([])
})

test('two hundred screens that join at once get the same picture', async () => {
  const screens = Array.from(
    { length: 200 },
    () => new Screen({ board: 'beds', place: {}, level: 'secured' }),
  )
  screens.forEach((screen, nth) => screen.lookAt(stations[nth % 2] as Station))
  await until(() => screens.every((screen) => screen.joined), { what: 'all to be there' })
  const [first, ...others] = screens.map((screen) => JSON.stringify(screen.held.picture))
  for (const screen of screens) screen.away()
  expect(others.every((picture) => picture === first)).toBe(true)
})

async function hospital(database: Database): Promise<number[]> {
  const beds = (unit: number): { bed: string }[] =>
    Array.from({ length: BEDS / 2 }, (_, nth) => ({ bed: `U${unit}-${nth}` }))
  const laid = await run(
    database,
    'hospital/lay-out',
    {
      site: 'gh',
      name: 'General',
      time_zone: 'Europe/London',
      currency: 'GBP',
      units: [0, 1].map((unit) => ({
        unit: `U${unit}`,
        name: `Unit ${unit}`,
        kind: 'medical',
        rooms: [{ room: '1', beds: beds(unit) }],
      })),
    },
    nurse,
  )
  expect(laid.ok).toBe(true)
  const admitted: number[] = []
  for (let nth = 0; nth < PATIENTS; nth++) {
    const patient = await run(database, 'patients/register', { site: 'gh', family: `P${nth}` }, nurse)
    if (!patient.ok) throw new Error(patient.message)
    const bed = `U${nth % 2}-${Math.floor(nth / 2)}`
    const encounter = await run(
      database,
      'admissions/admit',
      { site: 'gh', patient_id: patient.result.patient_id, class: 'inpatient', to: { bed } },
      nurse,
    )
    if (!encounter.ok) throw new Error(encounter.message)
    admitted.push(encounter.result.encounter_id)
  }
  return admitted
}

/** @returns 1 when somebody was moved, 0 when it was refused (the bed was taken first by another hand). */
/** @returns how many moves came of it: none where it was refused, or where others held the beds for too long on a busy machine. */
async function move(database: Database, random: (below: number) => number): Promise<number> {
  const encounter_id = encounters[random(encounters.length)] ?? 0
  const other = encounters[random(encounters.length)] ?? 0
  const to = { bed: `U${random(2)}-${random(BEDS / 2)}` }
  const moved =
    random(4) === 0
      ? run(database, 'admissions/swap', { encounter_id, with_encounter_id: other }, nurse)
      : run(database, 'admissions/transfer', { encounter_id, to, override: ['bed-not-ready'] }, nurse)
  const outcome = await moved.catch((error: unknown) => {
    if (isAway(error)) return { ok: false }
    throw error
  })
  return outcome.ok ? 1 : 0
}

const lyingOn = (screen: Screen): Record<string, number> =>
  Object.fromEntries(
    [...screen.held.rows.values()].flatMap((row) => {
      const { bed, patient } = row as BedRow
      return patient?.patient_id == null ? [] : [[bed, patient.patient_id] as const]
    }),
  )

async function inTheDatabase(database: Database): Promise<Record<string, number>> {
  const rows = await database.rows<{ bed: string; patient_id: number }>(
    `select bed.code as bed, patient_id from stay join bed using (bed_id) where ended_at is null and cancelled_at is null`,
  )
  return Object.fromEntries(rows.map((row) => [row.bed, row.patient_id]))
}

const same = (a: Record<string, number>, b: Record<string, number>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())

/** Numbers that look random and are the same in every run (mulberry32). */
function rolling(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
