import { describe, expect, test } from 'vitest'
import type { DischargeRow, DischargeTotals } from '../../schema/boards/discharges.ts'
import {
  averageLosDays,
  bedOccupancyRate,
  bedTurnoverRate,
  losByDate,
  losDays,
  longStayOf,
  percent,
  turnoverInterval,
} from '../../schema/length-of-stay.ts'
import { totalsOf } from '../../server/boards/board.ts'
import { discharges } from '../../server/boards/discharges.ts'
import { onTheWall } from '../../server/boards/local-date.ts'
import type { Tables } from '../../server/feed/tables.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string, day = 22): string => `2026-11-${String(day).padStart(2, '0')}T${clock}:00.000Z`

const rows = (hospital: Hospital): DischargeRow[] =>
  [...discharges.keys(hospital.mirror.view)].flatMap((key) => discharges.row(key, hospital.mirror.view) ?? [])
const row = (hospital: Hospital): DischargeRow => {
  const [first] = rows(hospital)
  if (!first) throw new Error('nobody is on the board')
  return first
}
const totals = (hospital: Hospital): DischargeTotals => totalsOf(discharges, rows(hospital))
/** Amara Okafor is here; her encounter differs by what is said. */
const here = (differs: Partial<Tables['encounter']> = {}): Hospital =>
  new Hospital().admit().put('encounter', differs)

/** Somebody who left, with their stay. */
function left(
  hospital: Hospital,
  encounter_id: number,
  ended_at: string,
  differs: Partial<Tables['encounter']> = {},
): Hospital {
  return hospital
    .put('encounter', { encounter_id, ended_at, disposition: 'home', ...differs })
    .put('patient')
    .put('stay', { stay_id: encounter_id, encounter_id, bed_id: null, ended_at })
}

describe('the vectors of the definitions', () => {
  test('300 beds, 30 days, 8,100 occupied bed-days, 1,500 discharges', () => {
    expect(bedOccupancyRate(8100, 9000)).toBe(90)
    expect(bedTurnoverRate(1500, 300)).toBe(5)
    expect(turnoverInterval(9000, 8100, 1500)).toBeCloseTo(0.6, 10)
    expect(turnoverInterval(9000, 9300, 1500)).toBeCloseTo(-0.2, 10) // over-occupied
    expect([bedTurnoverRate(5, 0), turnoverInterval(1, 0, 0), percent(1, 0)]).toEqual([null, null, null])
  })
  test('length of stay is fractional by instants, and at least a day by dates', () => {
    expect(losDays(at('06:00'), at('18:00'))).toBe(0.5)
    expect(losByDate('2026-11-22', '2026-11-22')).toBe(1)
    expect(losByDate('2026-11-22', '2026-11-25')).toBe(3)
    expect(losByDate('2026-10-24', '2026-10-26')).toBe(2) // a day of 25 hours lies between
    expect([averageLosDays(9 * 86_400_000, 3), averageLosDays(0, 0)]).toEqual([3, null])
  })
  test.each([
    [6, null],
    [7, 7],
    [13, 7],
    [14, 14],
    [20, 14],
    [21, 21],
    [99, 21],
  ])('%i nights: the long stay class is %s', (nights, known) => expect(longStayOf(nights)).toBe(known))
  test('the clocks of a site show its own date and hour', () => {
    expect(onTheWall('2026-07-14T23:30:00.000Z', 'Europe/London')).toEqual({ date: '2026-07-15', hour: 0 })
    expect(onTheWall('2026-07-14T23:30:00.000Z', 'Nowhere/Land')).toEqual({ date: '2026-07-14', hour: 23 })
  })
})

describe('how far on the way out', () => {
  test.each<[DischargeRow['stage'], Partial<Tables['encounter']>]>([
    ['staying', {}],
    ['expected', { expected_discharge_at: at('17:00') }],
    ['ordered', { expected_discharge_at: at('17:00'), discharge_ordered_at: at('09:00') }],
    ['ready', { discharge_ordered_at: at('09:00'), ready_to_leave_at: at('10:00') }],
    ['left', { ready_to_leave_at: at('10:00'), ended_at: at('11:00'), disposition: 'home' }],
  ])('%s', (stage, differs) => {
    const hospital = here(differs)
    expect(row(hospital).stage).toBe(stage)
    if (stage !== 'left') expect(hospital.bed().patient?.leaving).toEqual({ stage, barriers: 0 })
  })

  test('what is open outweighs the order, and is gone when it is done', () => {
    const hospital = here({ discharge_ordered_at: at('09:00') })
      .put('discharge_barrier', { owner: 'Pharmacy', due_at: at('11:00'), note: 'insulin' })
      .put('discharge_barrier', { barrier_id: 2, kind: 'transport' })
    expect(row(hospital)).toMatchObject({
      stage: 'barriers',
      barriers: [
        { kind: 'medicines', owner: 'Pharmacy', due_at: at('11:00'), note: 'insulin' },
        { kind: 'transport', owner: null },
      ],
    })
    expect(hospital.bed().patient?.leaving).toEqual({ stage: 'barriers', barriers: 2 })
    expect(totals(hospital)).toMatchObject({ held_up: 1, ordered: 1, barriers: { medicines: 1, letter: 0 } })
    hospital.put('discharge_barrier', { cleared_at: at('11:00') })
    hospital.put('discharge_barrier', { barrier_id: 2, cancelled_at: at('11:00') })
    expect(row(hospital)).toMatchObject({ stage: 'ordered', barriers: [] })
  })

  test('only inpatients and day patients who are somewhere are on the board', () => {
    expect(rows(here({ class: 'emergency' }))).toEqual([])
    expect(rows(here({ class: 'day' }))).toHaveLength(1)
    expect(rows(new Hospital().put('encounter').put('patient'))).toEqual([])
  })

  test('in the lounge there is no bed any more', () => {
    const hospital = here({ discharge_ordered_at: at('09:00') })
      .put('stay', { ended_at: at('10:00') })
      .put('unit', { unit_id: 2, code: 'DL', kind: 'lounge' })
      .put('stay', { stay_id: 2, unit_id: 2, bed_id: null, began_at: at('10:00') })
    expect(row(hospital)).toMatchObject({ unit: 'DL', bed: null, in_lounge: true })
    expect(totals(hospital)).toMatchObject({ here: 1, in_bed: 0, in_lounge: 1 })
  })
})

describe('planned against actual', () => {
  test('expected today counts who is still here and who has gone; overdue only who is still here', () => {
    const hospital = here({ expected_discharge_at: at('11:59') })
    left(hospital, 2, at('10:00'), { expected_discharge_at: at('16:00') })
    left(hospital, 3, at('10:00'), { expected_discharge_at: at('16:00', 23) })
    expect(totals(hospital)).toMatchObject({ expected_today: 2, expected_left: 1, overdue: 1, left_today: 2 })
    expect(totals(hospital).units).toEqual([
      { site: 'gh', unit: '4W', expected_today: 2, expected_left: 1, ready: 0, left_today: 2 },
    ])
    expect(totals(here()).units).toEqual([])
  })

  test('before noon is by the clocks of the site, of departures without deaths and day cases, beside their stay', () => {
    const hospital = new Hospital().put('site', { time_zone: 'America/New_York' }).at(at('23:00'))
    left(hospital, 2, at('16:59'), { started_at: at('16:59', 20) }) // 11:59 in New York
    left(hospital, 3, at('17:00'), { started_at: at('17:00', 18) }) // 12:00
    left(hospital, 4, at('14:00'), { disposition: 'deceased', started_at: at('14:00', 1) })
    left(hospital, 5, at('14:00'), { class: 'day' })
    expect(totals(hospital)).toMatchObject({
      left_today: 4,
      left_counted: 2,
      left_before_noon: 1,
      before_noon: 50,
      average_los: 3,
    })
  })

  test('nobody left: no share, and no mean', () => {
    expect(totals(here())).toMatchObject({ before_noon: null, average_los: null, left_today: 0 })
    expect(totalsOf(discharges, [])).toMatchObject({ here: 0, no_criteria_share: null })
  })

  test('who left yesterday is off the board when the day begins', () => {
    const hospital = left(new Hospital().at(at('23:59')), 2, at('10:00'))
    expect(totals(hospital).left_today).toBe(1)
    expect(totals(hospital.at(at('00:00', 23))).left_today).toBe(0)
  })

  test('no criteria to reside: of those in a bed', () => {
    const hospital = here({ no_criteria_since: at('08:00') })
    hospital
      .put('encounter', { encounter_id: 883 })
      .put('stay', { stay_id: 2, encounter_id: 883, bed_id: 2 })
      .put('bed', { bed_id: 2, code: '4W-2' })
    expect(totals(hospital)).toMatchObject({ no_criteria: 1, in_bed: 2, no_criteria_share: 50 })
  })

  test('long stays count nights: one of 21 is one of 7 and of 14 too', () => {
    const hospital = here({ started_at: at('23:30', 1) })
    expect(row(hospital)).toMatchObject({ nights: 21, long_stay: 21 })
    expect(totals(hospital).long_stays).toEqual({ '7': 1, '14': 1, '21': 1 })
    expect(row(hospital.at(at('23:59', 21)))).toMatchObject({ nights: 20, long_stay: 14 })
  })
})

describe('the clock', () => {
  test('concerns a patient when their hour comes, everybody when the day does, and else nobody', () => {
    const hospital = here({ expected_discharge_at: at('14:00') })
    const next = (): string | null | undefined => discharges.until?.(row(hospital), hospital.mirror.view)
    expect(next()).toBe(at('14:00'))
    hospital.at(at('14:00'))
    expect(next()).toBe(at('00:00', 23))
    expect([row(hospital.at(at('13:59'))).overdue, row(hospital.at(at('14:00'))).overdue]).toEqual([
      false,
      true,
    ])
  })
})

describe('who may see what', () => {
  const hospital = here({
    discharge_ordered_at: at('09:00'),
    discharge_ordered_by: 'Dr Osei',
    expected_said_by: 'Dr Osei',
  }).put('discharge_barrier', { note: 'insulin', owner: 'Pharmacist Lee' })

  test.each([
    ['secured', 'O. A.'],
    ['corridor', null],
  ] as const)('%s', (level, name) => {
    const masked = discharges.masked(row(hospital), level)
    expect(masked).toMatchObject({ stage: 'barriers', patient: { name, mrn: null } })
    expect(JSON.stringify(masked)).not.toMatch(/Okafor|MRN|771|Osei|insulin|Lee/)
  })
  test('public: counts only; who has gone is for consoles', () => {
    expect(discharges.masked(row(hospital), 'public')).toBeUndefined()
    expect(discharges.masked(row(left(new Hospital(), 2, at('10:00'))), 'corridor')).toBeUndefined()
  })
  test('who asked for no information has no initials', () => {
    const shy = here().put('patient', { privacy: 'hidden' })
    expect(discharges.masked(row(shy), 'secured')?.patient).toMatchObject({ name: null, hidden: true })
    expect(discharges.masked(row(shy), 'corridor')?.patient).toMatchObject({ name: null, hidden: false })
  })
})
