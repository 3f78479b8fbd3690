/** NEDOCS and EDWIN against the vectors of their papers' users (DEFINITIONS, section 3). */
import { describe, expect, test } from 'vitest'
import { edwin, edwinBand, nedocs, nedocsBand, nedocsBands } from '../../schema/crowding.ts'

const score = (
  ...[patients, beds, admitted, hospital_beds, critical, longest_boarding_h, last_wait_h]: [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
): number | null =>
  nedocs({ patients, beds, admitted, hospital_beds, critical, longest_boarding_h, last_wait_h })

describe('NEDOCS', () => {
  test('is what the vectors say', () => {
    expect(score(60, 40, 12, 300, 2, 9, 2.5)).toBeCloseTo(181.97, 2)
    expect(score(25, 40, 2, 300, 0, 1.5, 0.3)).toBeCloseTo(40.71, 2)
  })
  test('is never below 0 nor above 200', () => {
    expect(score(0, 40, 0, 300, 0, 0, 0)).toBe(0)
    expect(score(120, 40, 60, 300, 9, 30, 9)).toBe(200)
  })
  test('is not made up where there is nothing to divide by', () => {
    expect(score(5, 0, 0, 300, 0, 0, 0)).toBeNull()
    expect(score(5, 40, 0, 0, 0, 0, 0)).toBeNull()
  })
  test.each([
    [0, 'not-busy'],
    [20, 'not-busy'],
    [20.4, 'not-busy'],
    [20.5, 'busy'],
    [60, 'busy'],
    [61, 'extremely-busy'],
    [100, 'extremely-busy'],
    [101, 'overcrowded'],
    [140, 'overcrowded'],
    [141, 'severe'],
    [180, 'severe'],
    [181, 'dangerous'],
    [200, 'dangerous'],
  ] as const)('%d means %s', (value, band) => expect(nedocsBand(value)).toBe(band))
  test('has six bands', () => expect(nedocsBands).toHaveLength(6))
})

describe('EDWIN', () => {
  // n1 to n5 of the vector are by reversed ESI: 4 of the least urgent (weight 1), 2 of the most urgent (weight 5).
  const byUrgency = [2, 9, 15, 8, 4]
  test('is what the vector says', () =>
    expect(edwin(byUrgency, { attendings: 3, bays: 40, admitted: 10 })).toBeCloseTo(1.233, 3))
  test('is not made up with nobody on duty, nor with no bay left', () => {
    expect(edwin(byUrgency, { attendings: 0, bays: 40, admitted: 10 })).toBeNull()
    expect(edwin(byUrgency, { attendings: 3, bays: 10, admitted: 10 })).toBeNull()
    expect(edwin(byUrgency, { attendings: 3, bays: 10, admitted: 12 })).toBeNull()
  })
  test.each([
    [1.49, 'active'],
    [1.5, 'busy'],
    [2, 'busy'],
    [2.01, 'crowded'],
  ] as const)('%d means %s', (value, band) => expect(edwinBand(value)).toBe(band))
})
