import { fc, test as check } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { demoLayout, roleOfUnit } from '../../server/demo/layout.ts'
import { ageOf, somebody } from '../../server/demo/names.ts'
import { logNormal, seeded } from '../../server/demo/random.ts'
import { arrivalsAnHour, flows, nextArrival } from '../../server/demo/arrivals.ts'
import { admittedShare, leavesAt } from '../../server/demo/rates.ts'
import { hourOfWeek } from '../../server/demo/ward-clock.ts'
import { siteLayout } from '../../schema/commands/hospital.ts'
import { deviceCode } from '../../schema/devices/index.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z') // in winter London's clock is UTC
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describe('the building', () => {
  const layout = siteLayout.parse(demoLayout(6))
  const beds = layout.units.flatMap((unit) => unit.rooms.flatMap((room) => room.beds))

  test('has 260 beds in 14 units, each bed once, a few of them unstaffed, and a lounge without beds', () => {
    expect(layout.units.filter((unit) => unit.rooms.length > 0)).toHaveLength(14)
    expect(layout.units.filter((unit) => unit.kind === 'lounge')).toHaveLength(1)
    expect(beds).toHaveLength(260)
    expect(new Set(beds.map((bed) => bed.bed)).size).toBe(260)
    expect(beds.filter((bed) => !bed.staffed)).toHaveLength(6)
    expect(layout.units.every((unit) => unit.kind === 'lounge' || roleOfUnit.has(unit.unit))).toBe(true)
    expect(beds.filter((bed) => bed.surge).every((bed) => !bed.staffed)).toBe(true)
  })

  test('has a sensor on every bed, named as the bed is, that can stand in a topic', () => {
    for (const bed of beds) expect(deviceCode.parse(bed.sensor)).toBe(bed.bed.toLowerCase())
  })

  test('shows a disagreement after ten minutes of ward life, however fast that passes', () => {
    expect(demoLayout(1).conflict_after_s).toBe(600)
    expect(demoLayout(60).conflict_after_s).toBe(10)
  })
})

describe('arrivals', () => {
  test('follow the rates of every hour of the week', () => {
    const random = seeded(11)
    const weeks = 20
    const came = new Array<number>(168).fill(0)
    for (let at = nextArrival('ed', { now: MONDAY, speed: 1, random }); at < MONDAY + weeks * 7 * DAY_MS;) {
      const hour = hourOfWeek(at)
      came[hour] = (came[hour] ?? 0) + 1
      at = nextArrival('ed', { now: at, speed: 1, random })
    }
    came.forEach((count, hour) => {
      const expected = arrivalsAnHour('ed', hour, 1) * weeks
      // Five standard deviations of a Poisson count: with 168 hours one in ten thousand runs would fail by chance.
      expect(Math.abs(count - expected), `hour ${hour}`).toBeLessThan(5 * Math.sqrt(expected))
    })
  })

  test('come sixty times as often at sixty times the speed', () => {
    const random = seeded(5)
    let at = MONDAY + 12 * HOUR_MS
    let count = 0
    for (; at < MONDAY + 13 * HOUR_MS; count++) at = nextArrival('ed', { now: at, speed: 60, random })
    const expected = 60 * arrivalsAnHour('ed', 12, 60)
    expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected))
  })

  test('keep their number a week at any speed, while the week gets flatter', () => {
    const week = (speed: number): number[] =>
      Array.from({ length: 168 }, (_, hour) => arrivalsAnHour('ed', hour, speed))
    const sum = (rates: number[]): number => rates.reduce((all, rate) => all + rate, 0)
    expect(sum(week(60))).toBeCloseTo(sum(week(1)), 6)
    expect(Math.max(...week(60)) / Math.min(...week(60))).toBeLessThan(1.3)
    expect(Math.max(...week(1)) / Math.min(...week(1))).toBeGreaterThan(4)
  })

  test('of day surgery stop at night and at the weekend', () => {
    expect(arrivalsAnHour('day', 3, 1)).toBe(0)
    expect(arrivalsAnHour('day', 5 * 24 + 10, 1)).toBe(0)
    expect(
      hourOfWeek(nextArrival('day', { now: MONDAY + 5 * DAY_MS, speed: 1, random: seeded(1) })),
    ).toBeLessThan(24)
  })

  check.prop([fc.integer(), fc.constantFrom(...flows), fc.integer({ min: 0, max: 168 })])(
    'lie in the future, always',
    (seed, flow, hour) => {
      const now = MONDAY + hour * HOUR_MS
      expect(nextArrival(flow, { now, speed: 1, random: seeded(seed) })).toBeGreaterThan(now)
    },
  )
})

describe('leaving', () => {
  test('is mostly about noon and in the afternoon', () => {
    const random = seeded(2)
    const hours = Array.from(
      { length: 2000 },
      (_, n) => hourOfWeek(leavesAt(MONDAY + n * HOUR_MS, 0.88, { now: MONDAY, speed: 1, random })) % 24,
    )
    const share = (from: number, to: number): number =>
      hours.filter((hour) => hour >= from && hour < to).length / hours.length
    expect(share(12, 18)).toBeGreaterThan(0.45)
    expect(share(0, 7)).toBeLessThan(0.08)
    // 21 % before noon in the series the hours are taken from.
    expect(share(0, 12)).toBeGreaterThan(0.16)
    expect(share(0, 12)).toBeLessThan(0.28)
  })

  test('comes sooner in a full house, and a full house admits fewer', () => {
    const mean = (occupancy: number): number => {
      const random = seeded(3)
      let sum = 0
      for (let n = 0; n < 500; n++)
        sum += leavesAt(MONDAY, occupancy, { now: MONDAY, speed: 6, random }) - MONDAY
      return sum / 500
    }
    expect(mean(0.97)).toBeLessThan(mean(0.88))
    const adult = { age: 40, category: null }
    expect(admittedShare(0.98, adult)).toBeLessThan(admittedShare(0.85, adult))
  })
})

describe('chance', () => {
  test('is the same for the same seed', () => {
    const one = seeded(42)
    const other = seeded(42)
    for (let n = 0; n < 100; n++) expect(one()).toBe(other())
    expect(seeded(43)()).not.toBe(seeded(42)())
  })

  test('of a log-normal has its median where it was said', () => {
    const random = seeded(9)
    const draws = Array.from({ length: 4000 }, () => logNormal(random, 100, 0.7)).sort((a, b) => a - b)
    expect(draws[2000]).toBeGreaterThan(92)
    expect(draws[2000]).toBeLessThan(108)
  })

  check.prop([fc.integer()])('makes only people who fit the unit', (seed) => {
    const random = seeded(seed)
    expect(somebody('maternity', MONDAY, random).sex).toBe('female')
    expect(somebody('medical', MONDAY, random, 'male').sex).toBe('male')
    expect(ageOf(somebody('children', MONDAY, random).birth_date, MONDAY)).toBeLessThan(17)
    expect(ageOf(somebody('neonatal', MONDAY, random).birth_date, MONDAY)).toBeLessThan(0.1)
  })
})
