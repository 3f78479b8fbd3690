import { describe, expect, it } from 'vitest'
import { coarse, DAY, HOUR, MINUTE, running } from '../../web/lib/durations.ts'

describe('a running timer', () => {
  it.each([
    [0, '00:00'],
    [9_999, '00:09'],
    [12 * MINUTE + 5_000, '12:05'],
    [HOUR - 1, '59:59'],
    [HOUR, '1:00'],
    [25 * HOUR + 3 * MINUTE, '25:03'],
    [-5_000, '00:00'],
  ])('of %i ms reads %s', (ms, text) => expect(running(ms)).toBe(text))
})

describe('an age at a glance', () => {
  it.each([
    [0, 'seconds', 0],
    [59_999, 'seconds', 59],
    [MINUTE, 'minutes', 1],
    [HOUR - 1, 'minutes', 59],
    [HOUR, 'hours', 1],
    [2 * DAY - 1, 'hours', 47],
    [2 * DAY, 'days', 2],
  ])('of %i ms is in %s: %i', (ms, unit, n) => expect(coarse(ms)).toEqual({ unit, n }))
})
