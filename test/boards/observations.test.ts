/** The board `observations`: given these rows, that line. */
import { describe, expect, test } from 'vitest'
import { observations } from '../../server/boards/observations.ts'
import { Hospital } from './hospital.ts'

const at = (time: string) => `2026-11-22T${time}:00.000Z`

function row(hospital: Hospital) {
  const found = observations.row('882', hospital.mirror.view)
  if (!found) throw new Error('nobody is there')
  return found
}

describe('of somebody in a bed', () => {
  test('without a set: no score, and the first is due an hour after they came, or when the site says', () => {
    const hospital = new Hospital().admit()
    const { started_at } = hospital.mirror.view.encounter.get('882') ?? { started_at: '' }
    const after = (minutes: number) => new Date(Date.parse(started_at) + minutes * 60_000).toISOString()
    expect(row(hospital)).toMatchObject({
      bed: '4W-1',
      scoring: 'none',
      score: null,
      due_at: after(60),
      overdue: true,
    })
    hospital.put('observation_rule', { first_within: 30 })
    expect(row(hospital).due_at).toBe(after(30))
    // What is not whole has no score, so the first is still to come.
    hospital.put('observation_set', { pulse: null })
    expect(row(hospital)).toMatchObject({ scoring: 'partial', due_at: after(30) })
  })

  test('who comes for an appointment or the day, and a child, is observed when somebody does', () => {
    expect(row(new Hospital().admit().put('encounter', { class: 'day' })).due_at).toBeNull()
    expect(row(new Hospital().admit().put('patient', { birth_date: '2015-01-01' })).due_at).toBeNull()
  })

  test('the last whole set is the score, and says when the next is due by the rules of the site', () => {
    const well = new Hospital().admit().put('observation_set')
    expect(row(well)).toMatchObject({
      score: 0,
      response: 'none',
      due_at: at('23:00'),
      overdue: false,
      alarms: [],
    })
    const hospital = well.put('observation_rule').put('observation_set', {
      observation_set_id: 2,
      taken_at: at('11:30'),
      pulse: 131,
      spo2: 91,
      systolic: 105,
    })
    const ill = row(hospital)
    expect(ill).toMatchObject({
      score: 7,
      before: 0,
      response: 'emergency',
      due_at: at('11:45'),
      overdue: true,
    })
    expect(ill.alarms).toEqual(['risen', 'high', 'single'])
    expect(ill.alarm_since).toBe(at('11:30'))
    expect(ill.trend.map(({ score }) => score)).toEqual([0, 7])
  })

  test('a set with something missing has no score, and leaves the one before it standing', () => {
    const hospital = new Hospital()
      .admit()
      .put('observation_set')
      .put('observation_set', { observation_set_id: 2, taken_at: at('11:30'), temperature: null })
    expect(row(hospital)).toMatchObject({
      scoring: 'partial',
      score: 0,
      scored_at: at('11:00'),
      last: { missing: ['temperature'] },
    })
  })

  test('a clinician’s word on how often goes before the score’s', () => {
    const hospital = new Hospital()
      .admit()
      .put('encounter', { observe_every_min: 30, observe_every_by: 'Dr Osei', observe_every_why: 'worried' })
      .put('observation_set')
    expect(row(hospital)).toMatchObject({ due_at: at('11:30'), overdue: true, every: { minutes: 30 } })
  })

  test('a child is not scored, and it is said why', () => {
    const hospital = new Hospital()
      .admit()
      .put('patient', { birth_date: '2015-01-01' })
      .put('observation_set')
    expect(row(hospital)).toMatchObject({ scoring: 'young', score: null, alarms: [], trend: [] })
  })

  test('a monitor’s set is not confirmed until somebody does', () => {
    const hospital = new Hospital()
      .admit()
      .put('observation_set', { source: 'monitor', taken_by: 'monitor m1' })
    expect(row(hospital).last).toMatchObject({ verified: false, source: 'monitor' })
    hospital.put('observation_set', { source: 'monitor', verified_at: at('11:10') })
    expect(row(hospital).last).toMatchObject({ verified: true })
  })
})

describe('what a screen sees of it', () => {
  const hospital = new Hospital().admit().put('observation_set', { pulse: 131 })

  test('a secured one bed and score, and no value; a corridor nothing, unless the site lets it', () => {
    const secured = observations.masked(row(hospital), 'secured')
    expect(secured).toMatchObject({
      bed: '4W-1',
      score: 3,
      patient: { name: 'O. A.' },
      last: { vitals: null, parts: null },
    })
    expect(secured).not.toHaveProperty('corridor')
    expect(observations.masked(row(hospital), 'corridor')).toBeUndefined()
    hospital.put('observation_rule', { corridor: true })
    expect(observations.masked(row(hospital), 'corridor')).toMatchObject({
      score: 3,
      patient: { name: null },
    })
    expect(observations.masked(row(hospital), 'public')).toBeUndefined()
  })

  test('why somebody is not scored is theirs', () => {
    hospital.put('encounter', { pregnant: true })
    expect(row(hospital).scoring).toBe('pregnant')
    expect(observations.masked(row(hospital), 'secured')).toMatchObject({ scoring: 'none', pregnant: false })
  })
})
