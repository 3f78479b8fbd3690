/** NEWS2 by the table of the RCP (DEFINITIONS section 4): every edge of it, and what holds for any values. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  missingIn,
  notScored,
  partsOf,
  scored,
  scoreOf,
  type Points,
  type Scored,
  type SpO2Scale,
} from '../../schema/observations/news2.ts'
import { consciousnessLevels, doubtsOf, measures, type Vitals } from '../../schema/observations/vitals.ts'
import { alarmsOf, minutesAfter, responseOf } from '../../schema/observations/when-next.ts'

const well: Vitals = {
  respiration: 16,
  spo2: 97,
  oxygen: 'air',
  oxygen_flow: null,
  oxygen_device: null,
  systolic: 122,
  diastolic: 78,
  pulse: 74,
  consciousness: 'A',
  temperature: 36.8,
}
const points = (name: Scored, value: Partial<Vitals>, scale: SpO2Scale = 1): Points | null =>
  partsOf({ ...well, ...value }, scale)[name]

/** First and last value of every band, with its points. */
const table: [Exclude<Scored, 'oxygen' | 'consciousness' | 'spo2'>, [number, Points][]][] = [
  ['respiration', [[0, 3], [8, 3], [9, 1], [11, 1], [12, 0], [20, 0], [21, 2], [24, 2], [25, 3], [80, 3]]], // prettier-ignore
  ['systolic', [[30, 3], [90, 3], [91, 2], [100, 2], [101, 1], [110, 1], [111, 0], [219, 0], [220, 3], [300, 3]]], // prettier-ignore
  ['pulse', [[10, 3], [40, 3], [41, 1], [50, 1], [51, 0], [90, 0], [91, 1], [110, 1], [111, 2], [130, 2], [131, 3], [300, 3]]], // prettier-ignore
  ['temperature', [[25, 3], [35, 3], [35.1, 1], [36, 1], [36.1, 0], [38, 0], [38.1, 1], [39, 1], [39.1, 2], [45, 2], [38.04, 0], [38.05, 1], [35.05, 1]]], // prettier-ignore
]

describe('the table of the RCP', () => {
  test.each(table)('scores %s at every edge', (name, edges) => {
    for (const [value, expected] of edges)
      expect([value, points(name, { [name]: value })]).toEqual([value, expected])
  })

  test('scores SpO2 on scale 1', () => {
    for (const [spo2, expected] of [
      [30, 3],
      [91, 3],
      [92, 2],
      [93, 2],
      [94, 1],
      [95, 1],
      [96, 0],
      [100, 0],
    ] as const)
      // prettier-ignore
      expect([spo2, points('spo2', { spo2 })]).toEqual([spo2, expected])
  })

  test('scores SpO2 on scale 2: above its target only with oxygen', () => {
    for (const [spo2, air, oxygen] of [
      [83, 3, 3],
      [84, 2, 2],
      [85, 2, 2],
      [86, 1, 1],
      [87, 1, 1],
      [88, 0, 0],
      [92, 0, 0],
      [93, 0, 1],
      [94, 0, 1],
      [95, 0, 2],
      [96, 0, 2],
      [97, 0, 3],
      [100, 0, 3],
    ] as const) {
      // prettier-ignore
      expect([spo2, points('spo2', { spo2, oxygen: 'air' }, 2)]).toEqual([spo2, air])
      expect([spo2, points('spo2', { spo2, oxygen: 'oxygen' }, 2)]).toEqual([spo2, oxygen])
    }
  })

  test('scores oxygen with 2, and anything but alert with 3', () => {
    expect([points('oxygen', { oxygen: 'air' }), points('oxygen', { oxygen: 'oxygen' })]).toEqual([0, 2])
    expect(consciousnessLevels.map((consciousness) => points('consciousness', { consciousness }))).toEqual([
      0, 3, 3, 3, 3,
    ])
  })

  test('adds up, from 0 to 20', () => {
    expect(scoreOf(well, 1)).toMatchObject({ total: 0, single: false })
    const worst: Partial<Vitals> = { respiration: 25, spo2: 91, oxygen: 'oxygen', systolic: 90, pulse: 131, consciousness: 'U', temperature: 35 } // prettier-ignore
    expect(scoreOf({ ...well, ...worst }, 1)).toMatchObject({ total: 20, single: true })
  })

  test('asks for what the RCP asks for', () => {
    const of = (total: number, single = false) => responseOf({ total, single })
    expect([of(0), of(1), of(4), of(3, true), of(4, true)]).toEqual([
      'none',
      'low',
      'low',
      'single',
      'single',
    ])
    expect([of(5), of(6), of(5, true), of(7), of(20, true)]).toEqual([
      'urgent',
      'urgent',
      'urgent',
      'emergency',
      'emergency',
    ])
  })
})

const either = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one)
const vitals: fc.Arbitrary<Vitals> = fc.record({
  respiration: either(fc.integer({ min: 0, max: 80 })),
  spo2: either(fc.integer({ min: 30, max: 100 })),
  oxygen: either(fc.constantFrom('air' as const, 'oxygen' as const)),
  oxygen_flow: fc.constant(null),
  oxygen_device: fc.constant(null),
  systolic: either(fc.integer({ min: 30, max: 300 })),
  diastolic: fc.constant(null),
  pulse: either(fc.integer({ min: 10, max: 300 })),
  consciousness: either(fc.constantFrom(...consciousnessLevels)),
  temperature: either(fc.integer({ min: 2500, max: 4500 }).map((hundredths) => hundredths / 100)),
})
const scale = fc.constantFrom(1 as const, 2 as const)

describe('of any values', () => {
  test('there is a score when nothing is missing, and it is the sum of its parts', () => {
    fc.assert(
      fc.property(vitals, scale, (taken, on) => {
        const score = scoreOf(taken, on)
        expect(score === undefined).toBe(missingIn(taken).length > 0)
        if (!score) return
        const parts = scored.map((name) => score.parts[name] ?? NaN)
        expect(score.total).toBe(parts.reduce((sum, part) => sum + part, 0))
        expect(score.total).toBeLessThanOrEqual(20)
        expect(score.single).toBe(parts.includes(3))
      }),
    )
  })

  test('a score of five or more, or three in one part, is always somebody’s business', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.boolean(),
        (total, was, single) => {
          const alarms = alarmsOf({ total, single }, { total: was })
          expect(alarms.includes('risen')).toBe(total - was >= 2)
          expect(alarms.length > 0).toBe(total >= 5 || single || total - was >= 2)
        },
      ),
    )
  })

  test('what is within the soft limits is within the hard ones, and doubted by nobody', () => {
    for (const [name, { hard, soft }] of Object.entries(measures)) {
      expect(hard[0] <= soft[0] && soft[1] <= hard[1]).toBe(true)
      expect(doubtsOf({ [name]: soft[0] })).toEqual([])
      expect(doubtsOf({ [name]: hard[1] + 1 })).toMatchObject([{ field: name, what: 'impossible' }])
    }
    expect(doubtsOf({ systolic: 120, diastolic: 120 })).toMatchObject([
      { field: 'diastolic', what: 'impossible' },
    ])
    expect(doubtsOf({ pulse: 210 })).toMatchObject([{ field: 'pulse', what: 'unusual' }])
  })
})

describe('who is not scored', () => {
  const on = (birth_date: string | null, today: string, pregnant = false) =>
    notScored({ birth_date, pregnant }, today)
  test('those below 16 years, up to the day before their birthday', () => {
    expect(on('2010-11-23', '2026-11-22')).toBe('young')
    expect(on('2010-11-22', '2026-11-22')).toBeUndefined()
    expect(on('2012-02-29', '2028-02-28')).toBe('young')
    expect(on('2012-02-29', '2028-02-29')).toBeUndefined()
  })
  test('those who are pregnant; and whose age nobody knows are', () => {
    expect(on('1980-01-01', '2026-11-22', true)).toBe('pregnant')
    expect(on(null, '2026-11-22')).toBeUndefined()
  })
})

test('the next set is due by the clock, whatever the clocks of the site do', () => {
  expect(minutesAfter('2026-10-25T00:30:00.000Z', 60)).toBe('2026-10-25T01:30:00.000Z')
})
