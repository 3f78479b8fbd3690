import { describe, expect, test } from 'vitest'
import { startOfDay } from '../../server/boards/local-day.ts'

describe('the local day', () => {
  test.each([
    ['in winter', '2026-01-15T12:00:00.000Z', 'Europe/London', '2026-01-15T00:00:00.000Z'],
    ['in summer', '2026-07-15T12:00:00.000Z', 'Europe/London', '2026-07-14T23:00:00.000Z'],
    [
      'of 23 hours, before the clocks go forward',
      '2026-03-29T00:30:00.000Z',
      'Europe/London',
      '2026-03-29T00:00:00.000Z',
    ],
    ['of 23 hours, at its end', '2026-03-29T22:59:59.999Z', 'Europe/London', '2026-03-29T00:00:00.000Z'],
    ['after the 23 hours', '2026-03-29T23:00:00.000Z', 'Europe/London', '2026-03-29T23:00:00.000Z'],
    [
      'of 25 hours, in the hour that comes twice',
      '2026-10-25T01:30:00.000Z',
      'Europe/London',
      '2026-10-24T23:00:00.000Z',
    ],
    ['of 25 hours, at its end', '2026-10-25T23:59:59.999Z', 'Europe/London', '2026-10-24T23:00:00.000Z'],
    ['after the 25 hours', '2026-10-26T00:00:00.000Z', 'Europe/London', '2026-10-26T00:00:00.000Z'],
    ['half an hour off', '2026-05-01T18:30:00.000Z', 'Asia/Kolkata', '2026-05-01T18:30:00.000Z'],
    [
      'that begins at 01:00, midnight being skipped',
      '2026-04-24T12:00:00.000Z',
      'Africa/Cairo',
      '2026-04-23T22:00:00.000Z',
    ],
  ])('%s', (_when, now, zone, began) => expect(startOfDay(now, zone)).toBe(began))

  test('may be asked for backwards and in several zones by turns', () => {
    const noon = (day: number): string => `2026-10-${String(day)}T12:00:00.000Z`
    for (const day of [26, 25, 24, 26, 24]) {
      const [london, york] = [
        startOfDay(noon(day), 'Europe/London'),
        startOfDay(noon(day), 'America/New_York'),
      ]
      expect(london).toBe(day > 25 ? `2026-10-${day}T00:00:00.000Z` : `2026-10-${day - 1}T23:00:00.000Z`)
      expect(york).toBe(`2026-10-${day}T04:00:00.000Z`)
    }
  })

  test('in a zone nobody knows is a day of UTC: one site’s typing error must not stop every board', () => {
    expect(startOfDay('2026-07-15T12:00:00.000Z', 'Mars/Phobos')).toBe('2026-07-15T00:00:00.000Z')
  })
})
