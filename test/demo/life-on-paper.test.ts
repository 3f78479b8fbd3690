import { describe, expect, test } from 'vitest'
import { wardOccupancy } from '../../server/demo/house.ts'
import { seeded } from '../../server/demo/random.ts'
import { live, PaperHouse } from './paper-house.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')

function aHouse(): PaperHouse {
  const house = new PaperHouse()
  house.fill(0.85, MONDAY, seeded(1))
  return house
}

describe('a hospital on paper', () => {
  test('has the same day for the same seed, and another for another', () => {
    const day = (seed: number): unknown => live(aHouse(), { from: MONDAY, days: 1 / 24, speed: 6, seed })
    const one = day(7)
    expect(day(7)).toEqual(one)
    expect(day(8)).not.toEqual(one)
  }, 60_000)

  test('never puts two patients into a bed, nor a man into a bay for women, nor anyone into a dirty bed', () => {
    // The paper house throws at the first of these.
    const happened = live(aHouse(), { from: MONDAY + 9 * 3_600_000, days: 1 / 8, speed: 6, seed: 4 })
    const kinds = new Set(happened.map(({ what }) => what.split(' ')[0]))
    for (const kind of [
      'arrive',
      'seat',
      'decide',
      'reserve',
      'move',
      'plan',
      'discharge',
      'ask',
      'start',
      'finish',
    ]) {
      expect(kinds).toContain(kind)
    }
  }, 60_000)

  test('stays between half empty and overflowing at sixty times the speed of life', () => {
    const house = aHouse()
    let lowest = 1
    let longestQueue = 0
    live(house, {
      from: MONDAY + 9 * 3_600_000,
      days: 1 / 48,
      speed: 60,
      seed: 2,
      watch: () => {
        lowest = Math.min(lowest, wardOccupancy(house))
        longestQueue = Math.max(
          longestQueue,
          [...house.patients.values()].filter((patient) => patient.bed_id === null).length,
        )
      },
    })
    expect(lowest).toBeGreaterThan(0.6)
    expect(longestQueue).toBeLessThan(60)
  }, 60_000)
})
