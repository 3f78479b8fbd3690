import { describe, expect, test } from 'vitest'
import { totalsOf } from '../../server/boards/board.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { inbox } from '../../server/boards/inbox.ts'
import { units } from '../../server/boards/units.ts'
import { occupancy } from '../../server/boards/count-beds.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`

describe('how full a unit is', () => {
  test.each([
    [270, 300, 90],
    [1, 3, 33.3],
    [2, 3, 66.7],
    [31, 30, 103.3],
    [0, 12, 0],
    [0, 0, null],
    [2, 0, null],
  ])('%i occupied of %i available: %s %%', (occupied, available, percent) => {
    expect(occupancy(occupied, available)).toBe(percent)
  })

  test('closed and blocked beds are not available, and a patient in one of them counts all the same', () => {
    const hospital = new Hospital().admit().put('bed', { staffed: false })
    hospital.put('bed', { bed_id: 2, code: '4W-2' })
    hospital.put('stay', { stay_id: 2, encounter_id: 883, bed_id: 2 })
    hospital.put('bed', { bed_id: 3, code: '4W-3', block_reason: 'repair', blocked_at: at('09:00') })
    expect(hospital.unit()).toMatchObject({
      beds: 3,
      available: 1,
      occupied: 2,
      blocked: 1,
      closed: 0,
      occupancy: 200,
    })
  })

  test('a patient of the unit without a bed of it is unplaced', () => {
    expect(new Hospital().put('encounter').put('stay', { bed_id: null }).unit()).toMatchObject({
      occupied: 0,
      unplaced: 1,
    })
  })

  test('who is away counts as occupying their bed, and is counted besides', () => {
    const hospital = new Hospital().admit().put('absence')
    expect(hospital.unit()).toMatchObject({ occupied: 1, on_leave: 1, elsewhere: 0 })
    hospital.put('absence', { ended_at: at('11:00') }).put('absence', { absence_id: 2, kind: 'elsewhere' })
    expect(totalsOf(units, [hospital.unit()])).toMatchObject({ on_leave: 0, elsewhere: 1 })
  })

  test('a bed wheeled elsewhere with its patient counts where it stands', () => {
    const hospital = new Hospital()
      .admit()
      .put('unit', { unit_id: 2, code: 'ICU' })
      .put('bed', { unit_id: 2 })
    expect([hospital.unit(1).occupied, hospital.unit(2).occupied]).toEqual([0, 1])
  })
})

describe('who came and went today', () => {
  const elsewhere = (): Hospital => new Hospital().put('unit', { unit_id: 2, code: 'ICU' }).put('encounter')

  test('an admission is in, a discharge is out', () => {
    const hospital = elsewhere().put('stay', { ended_at: at('11:00') })
    expect(hospital.unit()).toMatchObject({
      in_today: 1,
      out_today: 1,
      admissions_today: 1,
      discharges_today: 1,
    })
  })
  test('a transfer is out of one unit and into the other, and neither admission nor discharge', () => {
    const hospital = elsewhere().put('stay', { began_at: '2026-11-20T08:00:00.000Z', ended_at: at('10:00') })
    hospital.put('stay', { stay_id: 2, unit_id: 2, bed_id: null, began_at: at('10:00') })
    expect(hospital.unit(1)).toMatchObject({
      in_today: 0,
      out_today: 1,
      admissions_today: 0,
      discharges_today: 0,
    })
    expect(hospital.unit(2)).toMatchObject({
      in_today: 1,
      out_today: 0,
      admissions_today: 0,
      discharges_today: 0,
    })
  })
  test('a move from bed to bed within the unit is neither', () => {
    const hospital = elsewhere().put('stay', { began_at: '2026-11-20T08:00:00.000Z', ended_at: at('10:00') })
    hospital.put('stay', { stay_id: 2, bed_id: null, began_at: at('10:00') })
    expect(hospital.unit()).toMatchObject({ in_today: 0, out_today: 0 })
  })
  test('what was cancelled never came', () => {
    expect(
      elsewhere()
        .put('stay', { cancelled_at: at('09:00') })
        .unit(),
    ).toMatchObject({ in_today: 0, admissions_today: 0 })
  })

  test.each([
    ['a summer midnight is at 23:00 UTC', '2026-07-14T22:59:59.999Z', '2026-07-14T23:00:00.000Z'],
    ['after the night of 23 hours', '2026-03-29T22:59:59.999Z', '2026-03-29T23:00:00.000Z'],
    ['after the night of 25 hours', '2026-10-25T23:59:59.999Z', '2026-10-26T00:00:00.000Z'],
  ])('a new day begins at midnight of the site: %s', (_when, before, midnight) => {
    const hospital = new Hospital().at(before).put('encounter').put('stay', { began_at: before })
    expect(hospital.unit().in_today).toBe(1)
    expect(hospital.at(midnight).unit().in_today).toBe(0)
    expect(hospital.put('stay', { began_at: midnight }).unit().in_today).toBe(1)
  })

  test('the clock concerns a unit when its day changes, and else not', () => {
    const hospital = new Hospital().at('2026-07-14T22:00:00.000Z')
    const board = new FollowedBoard(units, hospital.mirror.view)
    const concerns = (now: string): boolean => {
      board.touch(hospital.tick(now))
      const { isStale } = board
      board.fold()
      return isStale
    }
    expect(concerns('2026-07-14T22:59:59.000Z')).toBe(false)
    expect(concerns('2026-07-14T23:00:00.000Z')).toBe(true)
    expect(concerns('2026-07-15T22:59:59.000Z')).toBe(false)
    expect(concerns('2026-07-16T01:00:00.000Z')).toBe(true)
    expect(concerns('2026-07-15T01:00:00.000Z'), 'a clock put back').toBe(true)
  })

  test('counts hold nothing of a person, on a screen of any level', () => {
    const text = JSON.stringify(units.masked(new Hospital().admit().unit(), 'public'))
    for (const secret of ['Okafor', 'MRN', '771', '882']) expect(text).not.toContain(secret)
  })
})

describe('the inbox', () => {
  const hospital = new Hospital()
    .put('inbound', { outcome: 'quarantined', reason: 'PID-3: missing' })
    .put('dead_letter')
  const rows = [...inbox.keys(hospital.mirror.view)].flatMap(
    (key) => inbox.row(key, hospital.mirror.view) ?? [],
  )

  test('tells messages and dead letters apart, though their numbers are the same', () => {
    expect(rows).toMatchObject([
      { key: 'm1', door: 'hl7', sender: 'HIS^GH', outcome: 'quarantined', reason: 'PID-3: missing' },
      { key: 'd1', door: 'mqtt', kind: 'occupancy', outcome: 'refused', reason: 'no such device' },
    ])
    expect(totalsOf(inbox, rows)).toEqual({ applied: 0, stored: 0, quarantined: 1, refused: 1 })
  })
  test('is for those who mend interfaces', () => {
    for (const level of ['public', 'corridor', 'secured'] as const)
      for (const row of rows) expect(inbox.masked(row, level)).toBeUndefined()
  })
})
