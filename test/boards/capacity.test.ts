import { describe, expect, test } from 'vitest'
import type { CapacityRow } from '../../schema/boards/capacity.ts'
import { levelOfCare, levelsOfCare } from '../../schema/care.ts'
import { unitKinds } from '../../schema/terms.ts'
import { totalsOf } from '../../server/boards/board.ts'
import { capacity } from '../../server/boards/capacity.ts'
import { hoursAhead, hoursTally, sumHours } from '../../server/boards/hours-ahead.ts'
import { horizonOf } from '../../server/boards/local-day.ts'
import { Sums } from '../../server/boards/tally.ts'
import { Hospital } from './hospital.ts'

/** Noon in London, in winter: twelve hours of the day are left. */
const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`

function unit(hospital: Hospital, unit_id = 1): CapacityRow {
  const row = capacity.row(String(unit_id), hospital.mirror.view)
  if (!row) throw new Error('no such unit')
  return row
}

/** Two beds in 4W and one in the ICU; Amara Okafor lies in 4W-1. */
const house = (): Hospital =>
  new Hospital()
    .admit()
    .put('bed', { bed_id: 2, code: '4W-2' })
    .put('unit', { unit_id: 2, code: 'ICU', kind: 'icu' })
    .put('bed', { bed_id: 3, unit_id: 2, code: 'ICU-1' })

describe('what a unit can take', () => {
  test('only staffed and unblocked beds count as unoccupied, in whatever turn they are', () => {
    const hospital = house()
      .put('bed', { bed_id: 4, code: '4W-4', staffed: false })
      .put('bed', { bed_id: 5, code: '4W-5', block_reason: 'repair', blocked_at: at('09:00') })
      .put('bed', { bed_id: 6, code: '4W-6' })
      .put('turnover', { bed_id: 6 })
    expect(unit(hospital)).toMatchObject({ available: 3, occupied: 1, unoccupied: 2, ready: 1 })
  })

  test('a closed surge bed could be opened; one that is open, occupied or blocked could not', () => {
    const surge = (bed_id: number, more: object) => ({ bed_id, code: `S-${bed_id}`, surge: true, ...more })
    const hospital = house()
      .put('bed', surge(4, { staffed: false }))
      .put('bed', surge(5, { staffed: true }))
      .put('bed', surge(6, { staffed: false, block_reason: 'repair', blocked_at: at('09:00') }))
      .put('bed', surge(7, { staffed: false }))
      .put('stay', { stay_id: 7, encounter_id: 890, bed_id: 7 })
    expect(unit(hospital)).toMatchObject({ surge_closed: 1, surge_open: 1 })
  })

  test.each(unitKinds)('a unit of kind %s gives one level of care', (kind) => {
    expect(levelsOfCare).toContain(levelOfCare(kind))
  })
})

describe('after the moves already decided', () => {
  test('nobody leaves whose leaving is not on record', () => {
    expect(unit(house())).toMatchObject({ leaving: 0, coming: 0, occupied_after: 1, unoccupied_after: 1 })
  })
  test.each([
    ['expected later today', { expected_discharge_at: at('15:00') }, 1],
    ['expected earlier and still here', { expected_discharge_at: at('09:00') }, 1],
    ['expected tomorrow', { expected_discharge_at: '2026-11-23T10:00:00.000Z' }, 0],
    ['ordered', { discharge_ordered_at: at('11:00') }, 1],
    [
      'ordered for tomorrow',
      { discharge_ordered_at: at('11:00'), expected_discharge_at: '2026-11-23T10:00:00.000Z' },
      0,
    ],
    ['said to be ready', { ready_to_leave_at: at('11:30') }, 1],
  ])('a discharge %s', (_when, differs, leaving) => {
    expect(unit(house().put('encounter', differs))).toMatchObject({
      leaving,
      occupied_after: 1 - leaving,
      unoccupied_after: 1 + leaving,
    })
  })

  test('a bed kept in another unit empties this one and fills that one', () => {
    const hospital = house().put('reservation', { bed_id: 3 })
    expect(unit(hospital, 1)).toMatchObject({ leaving: 1, coming: 0, unoccupied_after: 2 })
    expect(unit(hospital, 2)).toMatchObject({
      leaving: 0,
      coming: 1,
      unoccupied: 1,
      unoccupied_after: 0,
      occupancy_after: 100,
    })
  })

  test('a move within the unit changes neither how many leave nor how many come', () => {
    expect(unit(house().put('reservation', { bed_id: 2 }))).toMatchObject({
      leaving: 0,
      coming: 0,
      occupied_after: 1,
      unoccupied_after: 1,
    })
  })

  test('somebody without a bed for whom one is kept is to come', () => {
    const hospital = new Hospital().put('encounter').put('stay', { bed_id: null }).put('reservation')
    expect(unit(hospital)).toMatchObject({ unplaced: 1, occupied: 0, coming: 1, occupied_after: 1 })
  })

  test('more to come than beds is shown as what it is, above 100 %', () => {
    const hospital = house()
      .put('bed', { bed_id: 3, unit_id: 2, staffed: false })
      .put('reservation', { bed_id: 3 })
    expect(unit(hospital, 2)).toMatchObject({ available: 0, occupied_after: 1, occupancy_after: null })
    const full = new Hospital().admit().put('reservation', { encounter_id: 900 })
    expect(unit(full)).toMatchObject({ occupied_after: 2, occupancy_after: 200, unoccupied_after: 0 })
  })
})

describe('hour by hour', () => {
  const hours = (row: CapacityRow) =>
    row.hours.map((hour) => [hour.hour.slice(11, 16), hour.in, hour.out, hour.census])

  test('begins with the hour that runs, and holds what is past in it', () => {
    const row = unit(house().put('encounter', { expected_discharge_at: at('09:00') }))
    expect(hours(row)).toHaveLength(12)
    expect(hours(row).slice(0, 2)).toEqual([
      ['12:00', 0, 1, 0],
      ['13:00', 0, 0, 0],
    ])
  })
  test('puts each in the hour it is expected', () => {
    const row = unit(house().put('encounter', { expected_discharge_at: at('15:59') }))
    expect(hours(row).filter(([, , out]) => out === 1)).toEqual([['15:00', 0, 1, 0]])
  })
  test('who may move later comes later, though the bed is kept now', () => {
    const hospital = house()
      .put('reservation', { bed_id: 3 })
      .put('bed_request', { ready_at: at('17:30') })
    expect(hours(unit(hospital, 1)).filter(([, , out]) => out === 1)).toEqual([['17:00', 0, 1, 0]])
    expect(hours(unit(hospital, 2)).filter(([, coming]) => coming === 1)).toEqual([['17:00', 1, 0, 1]])
  })
  test('adds up: census + in − out, never below nobody', () => {
    const horizon = horizonOf(at('12:20'), 'Europe/London')
    const day = hoursAhead(
      3,
      { leaving: [at('08:00'), at('13:10'), at('23:59')], coming: [at('13:30'), '2026-11-23T08:00:00.000Z'] },
      horizon,
    )
    expect(day.map(({ census }) => census)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1])
  })
  test.each([
    ['Europe/London', '2026-10-25T00:30:00.000Z', 24, '2026-10-25T00:00:00.000Z'], // 25 hours that day, one is over
    ['Europe/London', '2026-03-29T00:30:00.000Z', 23, '2026-03-29T00:00:00.000Z'],
    ['Asia/Kolkata', at('03:20'), 16, at('02:30')], // 08:50 there
    ['Asia/Kolkata', at('18:29'), 12, at('17:30')], // 23:59 there: the night, and tomorrow morning
  ])('counts the hours of %s at %s: %i', (zone, now, count, first) => {
    const { starts } = horizonOf(now, zone)
    expect([starts.length, starts[0]]).toEqual([count, first])
  })
  test('of several units: an hour that one does not have finds it as it was', () => {
    const early = [
      { hour: at('21:00'), in: 0, out: 1, census: 4 },
      { hour: at('22:00'), in: 2, out: 0, census: 6 },
    ]
    const late = [{ hour: at('22:00'), in: 1, out: 0, census: 9 }]
    const sums = Sums.of([early, late].map(hoursTally))
    expect(sumHours(5 + 8, sums)).toEqual([
      { hour: at('21:00'), in: 0, out: 1, census: 12 },
      { hour: at('22:00'), in: 3, out: 0, census: 15 },
    ])
    expect(sumHours(0, new Sums())).toEqual([])
  })
  test('the clock concerns a unit when its hour changes', () => {
    expect(capacity.until?.(unit(new Hospital()), new Hospital().mirror.view)).toBe(at('13:00'))
  })
})

describe('the house', () => {
  test('adds up its inpatient units, each level of care apart, and leaves out where nobody stays', () => {
    const hospital = house()
      .put('unit', { unit_id: 3, code: 'ED', kind: 'emergency' })
      .put('bed', { bed_id: 9, unit_id: 3, code: 'ED-1' })
    const rows = [...capacity.keys(hospital.mirror.view)].flatMap((key) => unit(hospital, Number(key)))
    const totals = totalsOf(capacity, rows)
    expect(totals.inpatient).toMatchObject({ available: 3, occupied: 1, occupancy: 33.3 })
    expect(totals.by_care.icu).toMatchObject({ available: 1, occupied: 0 })
    expect(totals.by_care.short).toMatchObject({ available: 1 })
    expect(totals.by_care.hdu).toMatchObject({ available: 0, occupancy: null })
    expect(totals.hours[0]).toMatchObject({ census: 1 })
  })
  test('counts a unit in each of its specialties', () => {
    const hospital = house()
      .put('unit', { specialties: ['stroke', 'cardiology'] })
      .put('unit', { unit_id: 2, code: 'ICU', kind: 'icu', specialties: ['cardiology'] })
    const { by_specialty } = totalsOf(capacity, [unit(hospital, 1), unit(hospital, 2)])
    expect(by_specialty.map(({ specialty, available }) => [specialty, available])).toEqual([
      ['cardiology', 3],
      ['stroke', 2],
    ])
  })
  test('holds nothing of a person, on a screen of any level', () => {
    const text = JSON.stringify(capacity.masked(unit(house()), 'public'))
    for (const secret of ['Okafor', 'MRN', '771', '882']) expect(text).not.toContain(secret)
  })
})
