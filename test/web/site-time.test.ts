import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, localTime } from '../../web/lib/site-time.ts'

describe('what the clocks of a site say', () => {
  it('is an instant, in winter and in summer', () => {
    expect(new Date(instantOf('2026-11-22T14:02', 'Europe/London')).toISOString()).toBe(
      '2026-11-22T14:02:00.000Z',
    )
    expect(new Date(instantOf('2026-07-01T14:02', 'Europe/London')).toISOString()).toBe(
      '2026-07-01T13:02:00.000Z',
    )
    expect(new Date(instantOf('2026-11-22T14:02', 'Asia/Kolkata')).toISOString()).toBe(
      '2026-11-22T08:32:00.000Z',
    )
  })

  it('an hour that comes twice is the first of the two', () => {
    expect(new Date(instantOf('2026-10-25T01:30', 'Europe/London')).toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    )
  })

  it('a time that is skipped lies after the change', () => {
    expect(new Date(instantOf('2026-03-29T01:30', 'Europe/London')).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    )
  })

  it('comes back as it was, for any minute of any year here and there', () => {
    const zones = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'UTC',
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * 525_600 }), zones, (minutes, zone) => {
        const local = localTime(Date.UTC(2000, 0, 1) + minutes * 60_000, zone)
        expect(localTime(instantOf(local, zone), zone)).toBe(local)
      }),
    )
  })
})
