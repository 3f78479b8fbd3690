import { describe, expect, it } from 'vitest'
import { birthDateOf, instantOf } from '../../server/intake/hl7/times.ts'

describe('time stamps', () => {
  it.each([
    ['2026', 'UTC', '2026-01-01T00:00:00.000Z'],
    ['202611', 'UTC', '2026-11-01T00:00:00.000Z'],
    ['20261122', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['2026112220', 'UTC', '2026-11-22T20:00:00.000Z'],
    ['202611222001', 'Europe/Berlin', '2026-11-22T19:01:00.000Z'],
    ['20261122200102', 'America/New_York', '2026-11-23T01:01:02.000Z'],
    ['20261122200102.5', 'UTC', '2026-11-22T20:01:02.500Z'],
    ['20261122200102.1234+0530', 'UTC', '2026-11-22T14:31:02.123Z'],
    ['202611222001-0500', 'Europe/Berlin', '2026-11-23T01:01:00.000Z'],
    ['20161231235960+0000', 'UTC', '2016-12-31T23:59:59.000Z'],
    [' 20261122 ', 'UTC', '2026-11-22T00:00:00.000Z'],
  ])('%s on a clock of %s', (stamp, zone, instant) => {
    expect(instantOf(stamp, zone)).toBe(instant)
  })

  it('in the hour a clock change skips are read as if it had not yet changed', () => {
    expect(instantOf('202603290230', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
  })

  it('in the hour a clock change repeats are read as the first', () => {
    expect(instantOf('202610250230', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })

  it.each([
    '',
    'yesterday',
    '20261322',
    '20260230',
    '202611222460',
    '2026112',
    '20261122+9999',
    '2026-11-22',
    '0',
  ])('%j is none', (stamp) => {
    expect(instantOf(stamp, 'UTC')).toBeUndefined()
  })
})

describe('birth dates', () => {
  it.each([
    ['19800229', '1980-02-29'],
    ['19250704120000', '1925-07-04'],
    ['198808181126+0215', '1988-08-18'],
    ['19810229', null],
    ['1980', null],
    ['Aug 15, 1942', null],
  ])('%s', (stamp, date) => {
    expect(birthDateOf(stamp)).toBe(date)
  })
})
