import { describe, expect, test } from 'vitest'
import type { PlacementRow } from '../../schema/boards/placements.ts'
import type { PrivacyLevel } from '../../schema/terms.ts'
import { totalsOf } from '../../server/boards/board.ts'
import { namesOf } from '../../server/boards/places.ts'
import { placements } from '../../server/boards/placements.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`
/** Amara Okafor waits in the ward, in no bed of it; it is noon. */
const waiting = (): Hospital =>
  new Hospital()
    .admit()
    .put('stay', { bed_id: null })
    .put('bed_request', { asked_at: at('10:00') })
const row = (hospital: Hospital): PlacementRow => {
  const found = placements.row('1', hospital.mirror.view)
  if (!found) throw new Error('not on the board')
  return found
}

describe('act now: a bed is free, its patient is known and may move', () => {
  const ready = { ready_at: at('09:00') }
  test.each([
    ['since the bed was kept, when all else was there', '08:30', '09:30', at('09:30')],
    ['since the bed was ready, when that came last', '11:00', '09:30', at('11:00')],
  ] as const)('%s', (_sentence, clean, kept, since) => {
    const hospital = waiting()
      .put('bed_request', ready)
      .put('bed', { ready_since: at(clean) })
      .put('reservation', { made_at: at(kept) })
    expect(row(hospital)).toMatchObject({ act_now_since: since, assigned: { state: 'reserved' } })
    expect(totalsOf(placements, [row(hospital)])).toMatchObject({ act_now: 1, assigned: 1, unassigned: 0 })
  })
  test('since the patient was ready, when that came last: and from that moment, not before', () => {
    const hospital = waiting()
      .put('reservation')
      .put('bed_request', { ready_at: at('12:30') })
    expect(row(hospital)).toMatchObject({ ready: false, act_now_since: null })
    expect(row(hospital.at(at('12:30')))).toMatchObject({ ready: true, act_now_since: at('12:30') })
  })
  test.each([
    ['no bed is kept', waiting().put('bed_request', ready)],
    ['the bed is dirty', waiting().put('bed_request', ready).put('reservation').put('turnover')],
    [
      'the bed is blocked',
      waiting()
        .put('bed_request', ready)
        .put('reservation')
        .put('bed', { block_reason: 'repair', blocked_at: at('11:00') }),
    ],
    ['nobody said that the patient may move', waiting().put('reservation')],
  ])('not while %s', (_sentence, hospital) => {
    expect(row(hospital).act_now_since).toBeNull()
    expect(totalsOf(placements, [row(hospital)]).act_now).toBe(0)
  })
})

describe('the board', () => {
  test('says what is needed, of whom, and who said no', () => {
    const hospital = waiting()
      .put('precaution')
      .put('bed_request', { unit_id: 1, features: ['telemetry'], priority: 'urgent' })
      .put('bed_request_decline')
      .put('bed_request_decline', { decline_id: 2, cancelled_at: at('11:00') })
    expect(row(hospital)).toMatchObject({
      unit: '4W',
      here_unit: '4W',
      here_bed: null,
      features: ['telemetry'],
      patient: { name: 'Okafor, Amara', precautions: [{ kind: 'contact', organism: 'MRSA' }] },
      declines: [{ decline_id: 1, unit: '4W', bed: null, reason: 'no-nurse' }],
      assigned: null,
    })
  })
  test('counts who waits by hurry, and since when the first of them', () => {
    const one = row(waiting())
    const rows = [one, { ...one, priority: 'emergency' as const, asked_at: at('09:00') }]
    expect(totalsOf(placements, rows)).toEqual({
      waiting: 2,
      routine: 1,
      urgent: 0,
      emergency: 1,
      unassigned: 2,
      assigned: 0,
      act_now: 0,
      longest_since: at('09:00'),
    })
    expect(totalsOf(placements, [])).toMatchObject({ waiting: 0, longest_since: null })
  })
  test('is looked at where the patient is and where the bed is wanted', () => {
    const one = row(waiting().put('bed_request', { to_site: 'nw' }))
    expect([...namesOf(placements.at(one))]).toEqual(['', 'gh', 'gh/4W', 'nw', 'nw/4W'])
  })
  test('says no more of a person than its place allows', () => {
    const hospital = waiting()
      .put('precaution')
      .put('bed_request', { from_note: 'brought by Mr Okafor', specialty: 'oncology' })
      .put('bed_request_decline', { note: 'knows Okafor', who: 'Cy Nurse' })
    const seen = (level: PrivacyLevel): string =>
      JSON.stringify(placements.masked(row(hospital), level) ?? null)
    const secrets = ['Okafor', 'Amara', 'MRN-993', '771', '882', '1980', 'MRSA', 'oncology', 'Cy Nurse']
    for (const secret of secrets) {
      expect(seen('full')).toContain(secret)
      for (const level of ['secured', 'corridor', 'public'] as const)
        expect(seen(level)).not.toContain(secret)
    }
    expect(seen('secured')).toContain('"O. A."')
    expect(seen('corridor')).not.toContain('O. A.')
    expect(seen('corridor')).toContain('"contact"')
    expect(seen('public')).toBe('null')
  })
})
