import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TurnRow } from '../../schema/boards/turns.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { measure, nearestRank } from '../../server/boards/percentile.ts'
import { turns } from '../../server/boards/turns.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`

describe('a percentile by the nearest rank', () => {
  test.each([
    [[15, 20, 35, 40, 50], 30, 20],
    [[15, 20, 35, 40, 50], 40, 20],
    [[15, 20, 35, 40, 50], 50, 35],
    [[15, 20, 35, 40, 50], 100, 50],
    [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 25, 7],
    [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 90, 16],
    [[7], 90, 7],
  ])('of %j at %d is %d', (sorted, p, value) => {
    expect(nearestRank(sorted, p)).toBe(value)
  })
  test('of nothing is nothing', () => {
    expect(measure([], 30, 0)).toMatchObject({ n: 0, p50: null, p90: null, mean: null })
  })
  test('is a value that occurred, which at least that share does not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, p) => {
        const sorted = values.toSorted((a, b) => a - b)
        const value = nearestRank(sorted, p) ?? -1
        expect(sorted).toContain(value)
        const notOver = sorted.filter((one) => one <= value).length
        expect(notOver / sorted.length).toBeGreaterThanOrEqual(p / 100 - 1e-9)
        const under = sorted.filter((one) => one < value).length
        expect(under / sorted.length).toBeLessThan(p / 100)
      }),
    )
  })
})

/** Left 8:00, asked 8:10, begun 8:30, finished 9:15. */
const whole = {
  vacated_at: at('08:00'),
  asked_at: at('08:10'),
  started_at: at('08:30'),
  finished_at: at('09:15'),
}
const unit = (hospital: Hospital): TurnRow => {
  const row = turns.row('1', hospital.mirror.view)
  if (!row) throw new Error('no such unit')
  return row
}

describe('how long a turn took', () => {
  test('is told step by step, each against the goal of the unit', () => {
    const row = unit(new Hospital().put('turnover', whole))
    expect(row).toMatchObject({
      dead: { n: 1, p50: 10, within: 1, goal_min: 15 },
      response: { n: 1, p50: 20, within: 1, goal_min: 30 },
      clean: { n: 1, p50: 45, within: 0, goal_min: 30 },
      turn: { n: 1, p50: 65, within: 0, goal_min: 60 },
      fill: { n: 0, p50: null },
      window_h: 24,
    })
  })
  test('a pause is no cleaning, but the bed was not there for anyone', () => {
    const hospital = new Hospital()
      .put('turnover', whole)
      .put('pause', { began_at: at('08:40'), ended_at: at('09:00') })
    expect(unit(hospital)).toMatchObject({ clean: { p50: 25, within: 1 }, turn: { p50: 65 } })
  })
  test('a goal is met by less than it: 30 minutes to the start, 30 of cleaning and 60 in all are not', () => {
    const upTo = (started: string, finished: string): TurnRow =>
      unit(
        new Hospital().put('turnover', {
          vacated_at: at('08:00'),
          asked_at: at('08:00'),
          started_at: at(started),
          finished_at: at(finished),
        }),
      )
    expect(upTo('08:30', '09:00')).toMatchObject({
      response: { p50: 30, within: 0 },
      clean: { p50: 30, within: 0 },
      turn: { p50: 60, within: 0 },
    })
    expect(upTo('08:29', '08:58')).toMatchObject({
      response: { p50: 29, within: 1 },
      clean: { p50: 29, within: 1 },
      turn: { p50: 58, within: 1 },
    })
  })
  test('of ten cleanings is told with their number, the middle one, the ninth and the mean', () => {
    const hospital = new Hospital()
    for (const [nth, minutes] of [20, 3, 8, 16, 6, 8, 15, 7, 13, 10].entries())
      hospital.put('turnover', {
        turnover_id: nth + 1,
        vacated_at: at('08:00'),
        asked_at: at('08:00'),
        started_at: at('08:10'),
        finished_at: at(`08:${10 + minutes}`),
      })
    expect(unit(hospital).clean).toEqual({ n: 10, p50: 8, p90: 16, mean: 10.6, within: 10, goal_min: 30 })
  })
  test('found clean it was neither asked for nor cleaned', () => {
    const found = { vacated_at: at('08:00'), started_at: at('09:15'), finished_at: at('09:15') }
    expect(unit(new Hospital().put('turnover', found))).toMatchObject({
      dead: { n: 0 },
      response: { n: 0 },
      clean: { n: 0 },
      turn: { n: 0 },
    })
  })
  test('to the next patient is the fill; after another patient it is not', () => {
    const hospital = new Hospital().put('turnover', whole).put('stay', { began_at: at('10:00') })
    expect(unit(hospital).fill).toMatchObject({ n: 1, p50: 45, within: 1 })
    hospital
      .put('stay', { began_at: at('10:00'), ended_at: at('11:00') })
      .put('stay', { stay_id: 2, began_at: at('11:30') })
    expect(unit(hospital).fill).toMatchObject({ n: 1, p50: 45 })
  })
  test('counts for 24 hours, and then no more', () => {
    const hospital = new Hospital().put('turnover', whole)
    expect(unit(hospital.at('2026-11-23T09:14:59.000Z')).turn.n).toBe(1)
    expect(unit(hospital.at('2026-11-23T09:15:00.000Z')).turn.n).toBe(0)
  })
  test('of a place is that of all its turns, not a mean of its units', () => {
    const hospital = new Hospital()
      .put('unit', { unit_id: 2, code: 'ICU', turn_goal_min: 90 })
      .put('bed', { bed_id: 2, unit_id: 2, code: 'ICU-1' })
    for (const [turnover_id, asked] of [
      [1, '08:10'],
      [2, '08:20'],
      [3, '08:30'],
    ] as const)
      hospital.put('turnover', { ...whole, turnover_id, asked_at: at(asked) })
    hospital.put('turnover', { ...whole, turnover_id: 4, bed_id: 2, asked_at: at('08:05') })
    const { turn } = new FollowedBoard(turns, hospital.mirror.view).totalsAt({})
    // 45, 55, 65 and 70 minutes: of all together, while the row that is sent names none of them.
    expect(turn).toMatchObject({
      n: 4,
      p50: 55,
      p90: 70,
      mean: 58.8,
      within: 3,
      goal_min: null,
    })
    const row = turns.row('1', hospital.mirror.view)
    const sent = row && turns.masked(row, 'full')
    expect(sent).toMatchObject({ turn: { n: 3, p50: 55 } })
    expect(JSON.stringify(sent)).not.toContain('[')
  })
})
