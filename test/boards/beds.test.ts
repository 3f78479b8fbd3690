import { describe, expect, test } from 'vitest'
import { beds } from '../../server/boards/beds.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`

describe('what a bed is', () => {
  const asked = { asked_at: at('09:10') }
  const started = { ...asked, started_at: at('09:20') }
  const blocked = { block_reason: 'isolation' as const, blocked_at: at('09:30') }
  test.each([
    ['ready, when nothing is open on it', new Hospital(), 'ready', '01:00', 'U'],
    ['reserved, when it is kept for somebody', new Hospital().put('reservation'), 'reserved', '07:00', 'U'],
    [
      'vacated, though reserved, when the last patient left',
      new Hospital().put('reservation').put('turnover'),
      'vacated',
      '09:00',
      'H',
    ],
    ['dirty, once cleaning was asked for', new Hospital().put('turnover', asked), 'dirty', '09:10', 'H'],
    ['cleaning, once it was started', new Hospital().put('turnover', started), 'cleaning', '09:20', 'H'],
    [
      'closed, whatever its turn, when nobody looks after it',
      new Hospital().put('turnover', started).put('bed', { staffed: false }),
      'closed',
      '01:00',
      'C',
    ],
    [
      'blocked, even when closed',
      new Hospital().put('bed', { ...blocked, staffed: false }),
      'blocked',
      '09:30',
      'I',
    ],
    [
      'occupied, whatever else it is',
      new Hospital()
        .put('bed', { ...blocked, staffed: false })
        .put('turnover')
        .admit(),
      'occupied',
      '08:00',
      'O',
    ],
  ] as const)('%s', (_sentence, hospital, state, since, code) => {
    expect(hospital.bed()).toMatchObject({ state, since: at(since), table0116: code })
  })

  test.each([
    ['contaminated', 'K'],
    ['isolation', 'I'],
    ['repair', 'C'],
  ] as const)('blocked as %s is %s in HL7', (block_reason, code) => {
    expect(new Hospital().put('bed', { block_reason, blocked_at: at('09:30') }).bed().table0116).toBe(code)
  })

  test('is of no one whose stay has ended or never was', () => {
    const left = new Hospital().admit().put('stay', { ended_at: at('10:00') })
    const never = new Hospital().admit().put('stay', { cancelled_at: at('10:00') })
    for (const hospital of [left, never])
      expect(hospital.bed()).toMatchObject({ state: 'ready', patient: null })
  })
})

describe('what a screen may see of a person', () => {
  const secrets = ['Okafor', 'Amara', 'MRN-993', '771', '882', '1980-02-29', 'female']
  const seen = (hospital: Hospital, level: 'public' | 'corridor' | 'secured' | 'full'): string =>
    JSON.stringify(beds.masked(hospital.bed(), level) ?? null)

  test.each(['public', 'corridor', 'secured'] as const)(
    '%s: nothing of who it is, lying there or awaited',
    (level) => {
      for (const hospital of [
        new Hospital().admit(),
        new Hospital().put('encounter').put('patient').put('reservation'),
      ])
        for (const secret of secrets) expect(seen(hospital, level)).not.toContain(secret)
    },
  )
  test('full: all of it', () => {
    for (const secret of secrets) expect(seen(new Hospital().admit(), 'full')).toContain(secret)
  })
  test('secured: initials, but none of one who asked for no information', () => {
    expect(seen(new Hospital().admit(), 'secured')).toContain('"O. A."')
    const hidden = seen(new Hospital().admit().put('patient', { privacy: 'hidden' }), 'secured')
    expect(hidden).not.toContain('O. A.')
    expect(hidden).toContain('"hidden":true')
  })
  test('corridor: not even that somebody asked for no information, nor what is written about the bed', () => {
    const hospital = new Hospital().admit().put('patient', { privacy: 'hidden' })
    expect(seen(hospital, 'corridor')).not.toContain('"hidden":true')
    hospital.put('bed', { block_reason: 'other', block_note: 'Mr Okafor fell here', blocked_at: at('09:00') })
    expect(seen(hospital, 'corridor')).not.toContain('fell')
  })
  test('public: counts only', () => expect(beds.masked(new Hospital().bed(), 'public')).toBeUndefined())
})

describe('a patient who is away', () => {
  const away = (): Hospital => new Hospital().admit().put('absence', { expected_at: at('18:00') })
  test('keeps the bed: it is occupied, says how and since when they are away, and who may know where', () => {
    const row = away().bed()
    const said = { kind: 'leave', place: 'home', since: at('10:00'), expected_at: at('18:00') }
    expect(row).toMatchObject({ state: 'occupied', patient: { away: said } })
    for (const level of ['secured', 'corridor'] as const)
      expect(beds.masked(row, level)?.patient?.away).toEqual({ ...said, place: null })
  })
  test.each([
    ['came back', { ended_at: at('11:00') }],
    ['never was away', { cancelled_at: at('11:00') }],
  ] as const)('no more once they %s', (_sentence, differs) =>
    expect(away().put('absence', differs).bed().patient?.away).toBeNull(),
  )
})

describe('the sensor’s truth', () => {
  test('is none where there is no sensor', () => expect(new Hospital().bed().sensor).toBeNull())
  test('of one never heard is unknown', () => {
    expect(new Hospital().put('device').bed().sensor).toMatchObject({ trust: 'never', occupied: null })
  })
  test('is live while it speaks', () => {
    const hospital = new Hospital().put('device').put('device_channel')
    expect(hospital.bed().sensor).toMatchObject({
      trust: 'live',
      occupied: true,
      occupied_since: at('08:05'),
    })
  })
  test.each([
    ['silent', { silent_since: at('10:00') }, '10:00'],
    ['offline', { online: false, online_at: at('10:30'), silent_since: at('10:00') }, '10:30'],
  ] as const)('of one that is %s is not what it said last', (trust, differs, since) => {
    const hospital = new Hospital().put('device', differs).put('device_channel')
    hospital.put('device_channel', { channel: 'exit-alarm', value: { active: true } })
    hospital.put('device_channel', { channel: 'brakes', value: { on: true } })
    expect(hospital.bed().sensor).toMatchObject({
      trust,
      trust_since: at(since),
      occupied: null,
      occupied_since: null,
      exit_alarm_since: null,
      brakes_on: null,
    })
    expect(hospital.bed().conflict_since).toBeNull()
  })
  test('that is no boolean is unknown', () => {
    expect(
      new Hospital()
        .put('device')
        .put('device_channel', { value: { occupied: 'yes' } })
        .bed().sensor?.occupied,
    ).toBeNull()
  })
})

describe('sensor and record', () => {
  const felt = (occupied: boolean, since: string) => ({ value: { occupied }, changed_at: at(since) })
  test('agree when both say somebody lies there', () => {
    expect(
      new Hospital().admit().put('device').put('device_channel', felt(true, '09:00')).bed().conflict_since,
    ).toBeNull()
  })
  test.each([
    ['the patient got up', '09:00', '09:00'],
    ['somebody was recorded who never came', '07:00', '08:00'],
  ])('disagree since the later of the two: %s', (_sentence, left, since) => {
    const hospital = new Hospital().admit().put('device').put('device_channel', felt(false, left))
    expect(hospital.bed().conflict_since).toBe(at(since))
  })
  test('do not disagree while the patient is away, and again only from when they are back', () => {
    const hospital = new Hospital().admit().put('absence')
    hospital.put('device').put('device_channel', felt(false, '09:50'))
    expect(hospital.bed().conflict_since).toBeNull()
    expect(hospital.put('absence', { ended_at: at('11:30') }).bed().conflict_since).toBe(at('11:30'))
  })
  test('disagree since the patient left on record, through all steps of the bed’s turn', () => {
    const hospital = new Hospital().admit().put('device').put('device_channel', felt(true, '08:05'))
    hospital.put('stay', { ended_at: at('09:00') }).put('turnover')
    expect(hospital.bed()).toMatchObject({ state: 'vacated', conflict_since: at('09:00') })
    hospital.put('turnover', { asked_at: at('09:05'), started_at: at('09:12') })
    expect(hospital.bed()).toMatchObject({ state: 'cleaning', conflict_since: at('09:00') })
  })
})
