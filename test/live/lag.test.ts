import { expect, test } from 'vitest'
import { Lag } from '../../server/live/lag.ts'

const lagOf = (...ms: number[]): Lag => {
  const lag = new Lag()
  for (const one of ms) lag.add(one)
  return lag
}
const times = (count: number, ms: number): number[] => Array<number>(count).fill(ms)

test('a feed that is late as a rule is warned of, with the likely reason; some late changes are none', () => {
  expect(lagOf(...times(51, 4), ...times(50, 900)).warning).toBeUndefined()
  expect(lagOf(...times(50, 4), ...times(51, 190)).warning).toMatch(/190 ms.*synchronous_commit/)
})
test('it is not judged by a few, and forgives when it is in time again', () => {
  expect(lagOf(...times(100, 500)).usual).toBeUndefined()
  expect(lagOf(...times(101, 500), ...times(101, 3)).warning).toBeUndefined()
})
