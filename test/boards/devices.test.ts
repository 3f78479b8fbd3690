/** What the board of devices says of each, and what the bed board says of a patient's tag. */
import { describe, expect, test } from 'vitest'
import type { DeviceRow } from '../../schema/boards/devices.ts'
import { devices } from '../../server/boards/devices.ts'
import { fromNothing, totalsOf } from '../../server/boards/board.ts'
import { beds } from '../../server/boards/beds.ts'
import { Hospital } from './hospital.ts'

const row = (hospital: Hospital, key = 'd1'): DeviceRow | undefined => devices.row(key, hospital.mirror.view)
const totals = (hospital: Hospital) =>
  totalsOf(devices, [...fromNothing(devices, hospital.mirror.view).values()])

describe('a device is', () => {
  const since = '2026-11-22T10:00:00.000Z'
  test.each([
    ['never', { online: null }, false],
    ['online', { online: true }, false],
    ['online', { online: true }, true],
    ['offline', { online: false, online_at: since }, true],
    ['silent', { online: true, silent_since: since }, true],
  ] as const)('%s when %o', (state, device, said) => {
    const hospital = new Hospital().put('device', device)
    if (said) hospital.put('device_channel')
    expect(row(hospital)).toMatchObject({ state, unit: '4W', bed: '4W-1' })
    if (state === 'offline' || state === 'silent') expect(row(hospital)?.since).toBe(since)
    expect(totals(hospital)).toMatchObject({ devices: 1, [state]: 1, unknown: 0 })
  })

  test('a stranger until somebody registers it, and what it sent in vain goes with it', () => {
    const hospital = new Hospital()
      .put('dead_letter')
      .put('dead_letter', { dead_letter_id: 2, reason: 'again', received_at: '2026-11-22T11:30:00.000Z' })
    expect(row(hospital, 's:gh/bed/s9')).toMatchObject({
      state: 'unknown',
      since: '2026-11-22T11:00:00.000Z',
      refused: { count: 2, reason: 'again', last_at: '2026-11-22T11:30:00.000Z' },
    })
    expect(totals(hospital)).toMatchObject({ devices: 0, unknown: 1, refused: 2 })
    hospital.put('device', { code: 's9' })
    expect(row(hospital, 's:gh/bed/s9')).toBeUndefined()
    expect(row(hospital)).toMatchObject({ code: 's9', refused: { count: 2 } })
    expect(totals(hospital)).toMatchObject({ devices: 1, unknown: 0, refused: 2 })
  })

  test('flagged when readings never came, and says which firmware it runs', () => {
    const hospital = new Hospital()
      .put('device', { lost: 12, lost_since: since })
      .put('device_channel', { channel: 'info', value: { firmware: '1.4', model: 'BS' } })
    expect(row(hospital)).toMatchObject({ gap: { lost: 12, since }, firmware: '1.4', model: 'BS' })
    expect(totals(hospital)).toMatchObject({ gaps: 1 })
  })
})

/** Amara Okafor in 4W-1 with a tag, last seen at a place. */
function tagged(place: string, device = {}): Hospital {
  return new Hospital()
    .admit()
    .put('unit', { unit_id: 2, code: 'ICU', name: 'Intensive care' })
    .put('bed', { bed_id: 2, unit_id: 2, code: 'ICU-1' })
    .put('device', { device_id: 2, kind: 'tag', code: 't1', bed_id: null, ...device })
    .put('tag_assignment')
    .put('device_channel', {
      device_id: 2,
      channel: 'location',
      value: { place },
      changed_at: '2026-11-22T09:00:00.000Z',
    })
}

describe('a monitor', () => {
  test('measures whoever lies in its bed, at an empty bed nobody, and at none nobody either', () => {
    const hospital = new Hospital().admit().put('device', { kind: 'monitor' })
    expect(row(hospital)).toMatchObject({ bed: '4W-1', measures: 'patient' })
    hospital.put('stay', { ended_at: '2026-11-22T11:00:00.000Z' })
    expect(row(hospital)?.measures).toBe('nobody')
    hospital.put('device', { kind: 'monitor', bed_id: null })
    expect(row(hospital)?.measures).toBe('no-bed')
    expect(row(new Hospital().put('device'))?.measures).toBeNull()
  })
})

describe('a tag', () => {
  test('names its patient on a console, and nobody where names may not be', () => {
    const board = row(tagged('4W'), 'd2')
    expect(board?.holder).toMatchObject({ is: 'patient', name: 'Okafor, Amara', encounter_id: 882 })
    expect(board?.seen).toEqual({ place: '4W', since: '2026-11-22T09:00:00.000Z' })
    for (const level of ['secured', 'corridor'] as const) {
      expect(JSON.stringify(board && devices.masked(board, level))).not.toMatch(/Okafor|882|"4W"/)
      const tile = beds.masked(tagged('reader by the Okafors').bed(), level)
      expect(JSON.stringify(tile)).not.toMatch(/reader/)
      expect(tile?.tag?.device).toBe('t1')
    }
    expect(board && devices.masked(board, 'public')).toBeUndefined()
  })

  test.each([
    ['4W', false, false],
    ['4W-1', false, false],
    ['ICU', true, false],
    ['ICU-1', true, false],
    ['exit', true, true],
    ['Exit', true, true],
    ['corridor B', false, false], // a reader's own name: nothing is known of it
  ])('seen at %s: elsewhere %s, out %s', (place, away, out) => {
    expect(tagged(place).bed().tag).toEqual({
      device: 't1',
      trust: 'live',
      place,
      since: '2026-11-22T09:00:00.000Z',
      away_since: away ? '2026-11-22T09:00:00.000Z' : null,
      out,
    })
  })

  test('disagrees since the later of what it says and what the record says', () => {
    const late = tagged('ICU').put('stay', { began_at: '2026-11-22T11:00:00.000Z' })
    expect(late.bed().tag?.away_since).toBe('2026-11-22T11:00:00.000Z')
  })

  test('that is silent or offline says nothing of where its patient is now', () => {
    for (const device of [{ online: false }, { silent_since: '2026-11-22T09:30:00.000Z' }])
      expect(tagged('exit', device).bed().tag).toMatchObject({ away_since: null, out: false, place: 'exit' })
  })

  test('of a patient who was given it after they lay there is believed from then on', () => {
    const hospital = tagged('ICU').put('tag_assignment', { attached_at: '2026-11-22T10:00:00.000Z' })
    expect(hospital.bed().tag?.away_since).toBe('2026-11-22T10:00:00.000Z')
  })
})
