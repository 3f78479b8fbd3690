/** What each asking of is a look on record is not asked at every change, nor for nobody. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Seldom } from '../../web/lib/seldom.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('of many changes the first is asked for at once, the others once, ten seconds later', () => {
  let asked = 0
  const seldom = new Seldom(
    10_000,
    () => true,
    () => (asked += 1),
  )
  for (let nth = 0; nth < 5; nth++) {
    seldom.want()
    vi.advanceTimersByTime(1000)
  }
  expect(asked).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(asked).toBe(2)
})

test('while nobody sees the page nothing is asked, and once when somebody does', () => {
  let [asked, seen] = [0, false]
  const seldom = new Seldom(
    10_000,
    () => seen,
    () => (asked += 1),
  )
  seldom.want()
  seldom.want()
  vi.advanceTimersByTime(60_000)
  expect(asked).toBe(0)
  seen = true
  seldom.look()
  vi.advanceTimersByTime(60_000)
  expect(asked).toBe(1)
  seldom.want()
  seldom.end()
  vi.advanceTimersByTime(60_000)
  expect(asked).toBe(1)
})
