import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { nextArrival } from '../../server/demo/arrivals.ts'
import type { Bed, House, Patient } from '../../server/demo/house.ts'
import { outbreak } from '../../server/demo/infection-orders.ts'
import { floorOf } from '../../server/demo/layout.ts'
import type { Round } from '../../server/demo/orders.ts'
import { bestBeds } from '../../server/demo/place.ts'
import { seeded } from '../../server/demo/random.ts'
import { Befalling, crowdIn, isClosed, liftMissing, MOST_ILL } from '../../server/demo/scenarios.ts'
import { demoRoutes } from '../../server/intake/http/demo.ts'
import type { Scenario } from '../../schema/demo.ts'
import { onlyKnown } from '../../server/intake/http/viewer.ts'
import { openDoor } from '../support/keys.ts'

const MONDAY = Date.parse('2026-11-23T10:00:00Z')
const HOUR_MS = 3_600_000

const bedOn = (unit: string, bed_id: number, encounter_id: number | null = null): Bed => ({
  bed_id,
  code: `${unit}-${bed_id}`,
  unit,
  unit_kind: 'medical',
  specialties: [],
  clean_goal_min: 30,
  turn_goal_min: 60,
  room: `Bay ${Math.floor(bed_id / 4)}`,
  features: ['oxygen'],
  sensor: null,
  sex_rule: 'any',
  staffed: true,
  surge: false,
  block_note: null,
  blocked_at: null,
  turn: null,
  encounter_id,
  reserved_for: null,
})
const patientIn = (bed: Bed): Patient => ({
  encounter_id: bed.encounter_id ?? 0,
  sex: 'female',
  birth_date: '1950-01-01',
  class: 'inpatient',
  expected_discharge_at: null,
  unit: bed.unit,
  bed_id: bed.bed_id,
  came_here_at: MONDAY - 50 * HOUR_MS,
  reserved_bed_id: null,
  precautions: [],
  request: null,
  ordered_at: null,
  ready_at: null,
  held: false,
  away: null,
  barriers: [],
  emergency: null,
  observed: null,
  unconfirmed: null,
})
function houseOf(beds: readonly Bed[]): House {
  const patients = beds.filter((bed) => bed.encounter_id !== null).map(patientIn)
  return {
    beds: new Map(beds.map((bed) => [bed.bed_id, bed])),
    patients: new Map(patients.map((patient) => [patient.encounter_id, patient])),
    jobs: [],
    onShift: [],
    badges: [],
    ambulances: [],
    expected: [],
    attendings: null,
    tags: [],
    monitors: [],
  }
}
const roundOf = (scenario: Scenario): Round => ({
  pace: { now: MONDAY, speed: 1, random: seeded(4) },
  occupancy: 0.9,
  scenario,
  taken: new Set(),
  sent: new Set(),
  badges: new Set(),
})

describe('a surge day', () => {
  test('brings more than half as many again to the emergency department, and nobody else', () => {
    const came = (crowd: number, flow: 'ed' | 'labour'): number => {
      const random = seeded(2)
      let n = 0
      for (let at = MONDAY; at < MONDAY + 14 * 24 * HOUR_MS; n++)
        at = nextArrival(flow, { now: at, speed: 1, random, crowd })
      return n
    }
    const surge = crowdIn('surge-day')
    expect(came(surge, 'ed') / came(crowdIn('none'), 'ed')).toBeGreaterThan(1.45)
    expect(came(surge, 'labour')).toBe(came(1, 'labour'))
  })

  test('ends by itself, the sooner the faster the demo', () => {
    const befalling = new Befalling('surge-day', MONDAY)
    expect(befalling.at({ now: MONDAY + HOUR_MS, speed: 6 }).scenario).toBe('surge-day')
    expect(befalling.at({ now: MONDAY + 2 * HOUR_MS, speed: 6 }).scenario).toBe('none')
    befalling.start('norovirus', MONDAY)
    befalling.start('none', MONDAY + 1)
    expect(befalling.at({ now: MONDAY + 2, speed: 6 }).scenario).toBe('none')
  })
})

describe('a broken lift', () => {
  test('is in the way between floors, and only there', () => {
    expect(floorOf('4W')).not.toBe(floorOf('AMU'))
    expect(liftMissing('broken-lift', 'AMU', '4W')).toBe(true)
    expect(liftMissing('broken-lift', '4E', '4W')).toBe(false)
    expect(liftMissing('none', 'AMU', '4W')).toBe(false)
  })
})

describe('norovirus on a ward', () => {
  test('isolates patients of the ward, neighbours first, up to a limit, and blocks its empty beds; then waits', () => {
    const house = houseOf(
      Array.from({ length: 16 }, (_, n) => bedOn('5W', n + 4, n < 12 ? 100 + n : null)).concat(
        bedOn('4W', 99, 300),
      ),
    )
    const round = roundOf('norovirus')
    const ill: string[] = []
    for (let acts = 0; acts < 40; acts++) {
      const decision = outbreak(house, round)
      if (!('orders' in decision)) break
      for (const { command, input } of decision.orders) {
        if (command === 'beds/block') {
          const bed = [...house.beds.values()].find(({ code }) => code === input.bed)
          expect(bed?.unit).toBe('5W')
          if (bed) bed.blocked_at = MONDAY
        } else if (command === 'placement/set-precaution') {
          const patient = house.patients.get(input.encounter_id)
          expect(patient?.unit).toBe('5W')
          patient?.precautions.push({ kind: 'contact', organism: 'norovirus', ours: true, since: MONDAY })
          ill.push(house.beds.get(patient?.bed_id ?? -1)?.room ?? '')
        }
      }
    }
    expect(ill).toHaveLength(MOST_ILL)
    expect(new Set(ill.slice(0, 4)).size).toBe(1) // a bay, before the next
    expect([...house.beds.values()].filter((bed) => bed.blocked_at !== null)).toHaveLength(4)
    expect(outbreak(house, round)).toHaveProperty('wait')
  })

  test('closes the ward: nobody is placed there', () => {
    const house = houseOf([bedOn('5W', 1), bedOn('4W', 20), bedOn('AMU', 40, 7)])
    const patient = house.patients.get(7)
    const request = {
      request_id: 1,
      unit: null,
      unit_kind: 'medical' as const,
      level: 'ward' as const,
      features: [],
      specialty: null,
      asked_at: MONDAY,
      ready_at: MONDAY,
      declined: [],
      ours: true,
    }
    if (!patient) throw new Error('nobody waits')
    const units = (scenario: Scenario): string[] =>
      bestBeds(patient, request, 'medical', house, roundOf(scenario)).map((bed) => bed.unit)
    expect(units('none').sort()).toEqual(['4W', '5W'])
    expect(units('norovirus')).toEqual(['4W'])
    expect(isClosed('norovirus', '5W')).toBe(true)
  })
})

test('over HTTP a scenario is started and ended; what is none is refused', async () => {
  const befalling = new Befalling('none', Date.now())
  const state = () => ({
    scenario: befalling.at({ now: Date.now(), speed: 6 }).scenario,
    since: null,
    until: null,
    speed: 6,
    filling: null,
  })
  const app = express().use(express.json(), onlyKnown(openDoor().doorman))
  demoRoutes(app, {
    get state() {
      return state()
    },
    befall: (scenario) => (befalling.start(scenario, Date.now()), state()),
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo // it listens on TCP
    const post = async (body: object): Promise<unknown> =>
      (
        await fetch(`http://127.0.0.1:${port}/demo/scenario`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()
    expect(await post({ scenario: 'broken-lift' })).toMatchObject({ scenario: 'broken-lift' })
    expect(await post({ scenario: 'earthquake' })).toMatchObject({ ok: false, code: 'invalid-input' })
    expect(await (await fetch(`http://127.0.0.1:${port}/demo`)).json()).toMatchObject({
      scenario: 'broken-lift',
    })
    expect(await post({ scenario: 'none' })).toMatchObject({ scenario: 'none' })
  } finally {
    server.close()
  }
})
