import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { By } from '../../server/commands/verb.ts'
import { bedStates, minutesAgo, openWard, type Ward } from './ward.ts'

const ana: By = { door: 'http', viewer: 'permitted', who: 'Ana' }
const ben: By = { door: 'http', viewer: 'permitted', who: 'Ben' }

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

let bed: { site: string; bed: string }
let beds = 0
beforeEach(async () => {
  bed = { site: 'gh', bed: `J-${++beds}` }
  await ward.do('hospital/lay-out', {
    site: 'gh',
    name: 'General Hospital',
    time_zone: 'Europe/London',
    currency: 'GBP',
    units: [
      {
        unit: 'J',
        name: 'Jobs',
        kind: 'other',
        auto_ask: false,
        rooms: [{ room: '1', beds: [{ bed: bed.bed }] }],
      },
    ],
  })
})
const row = (id: number, table = 'turnover'): Promise<Record<string, unknown> | undefined> =>
  ward.database.row(`select * from ${table} where ${table}_id = $1`, [id])
const pausesOf = (id: number): Promise<object[]> =>
  ward.database.rows(
    'select began_at, ended_at, reason from pause where turnover_id = $1 order by pause_id',
    [id],
  )

describe('a cleaning', () => {
  test('given to one is not given to another, who is told who has it; taken over knowingly, it is', async () => {
    const { turnover_id } = await ward.do('cleaning/ask', { ...bed, priority: 'stat' })
    await ward.do('cleaning/assign', { ...bed, to: 'Ana' }, ana)
    const refusal = await ward.refused('wrong-state', 'cleaning/assign', { ...bed, to: 'Ben' })
    expect(refusal.message).toMatch(/^Ana has the cleaning of bed J-\d+ since/)
    await ward.refused('already-done', 'cleaning/assign', { ...bed, to: 'Ana' })
    await ward.do('cleaning/assign', { ...bed, to: 'Ben', instead: true }, ben)
    await ward.do('cleaning/assign', { ...bed, to: null })
    expect(await row(turnover_id)).toMatchObject({ assigned_to: null, assigned_at: null })
  })

  test('of two who begin it the second is told who was first', async () => {
    const { turnover_id } = await ward.do('cleaning/ask', bed)
    await ward.do('cleaning/assign', { ...bed, to: 'Ben' })
    await ward.do('cleaning/start', bed, ana)
    expect(await row(turnover_id)).toMatchObject({ started_by: 'Ana', assigned_to: 'Ana' })
    const refusal = await ward.try('cleaning/start', bed, ben)
    expect(refusal).toMatchObject({ ok: false, code: 'already-done', details: { by: 'Ana' } })
  })

  test('is paused for a reason, goes on, and a pause it is finished in ends with it', async () => {
    const { turnover_id } = await ward.do('cleaning/start', { ...bed, at: minutesAgo(60) }, ana)
    await ward.refused('already-done', 'cleaning/resume', bed)
    await ward.do('cleaning/pause', { ...bed, reason: 'supplies', at: minutesAgo(50) })
    await ward.refused('already-done', 'cleaning/pause', { ...bed, reason: 'break' })
    await ward.refused('out-of-order', 'cleaning/resume', { ...bed, at: minutesAgo(55) })
    await ward.do('cleaning/resume', { ...bed, at: minutesAgo(40) })
    await ward.refused('out-of-order', 'cleaning/pause', { ...bed, reason: 'break', at: minutesAgo(45) })
    await ward.do('cleaning/pause', { ...bed, reason: 'break', at: minutesAgo(30) })
    await ward.refused('out-of-order', 'cleaning/finish', { ...bed, at: minutesAgo(35) })
    await ward.do('cleaning/finish', { ...bed, at: minutesAgo(10) }, ana)
    expect(await pausesOf(turnover_id)).toEqual([
      { began_at: minutesAgo(50), ended_at: minutesAgo(40), reason: 'supplies' },
      { began_at: minutesAgo(30), ended_at: minutesAgo(10), reason: 'break' },
    ])
    expect(await row(turnover_id)).toMatchObject({ finished_by: 'Ana' })
  })

  test('that has not begun is not paused, and one called off is paused no more', async () => {
    const { turnover_id } = await ward.do('cleaning/ask', bed)
    await ward.refused('wrong-state', 'cleaning/pause', { ...bed, reason: 'break' })
    await ward.do('cleaning/start', bed)
    await ward.do('cleaning/pause', { ...bed, reason: 'called-away' })
    await ward.do('cleaning/cancel', { ...bed, why: 'the wrong bed' }, ana)
    expect(await pausesOf(turnover_id)).toMatchObject([{ ended_at: expect.any(String) as string }])
    expect(await row(turnover_id)).toMatchObject({ cancelled_by: 'Ana' })
  })

  test('inspected and not passed, it is asked for again in as much of a hurry', async () => {
    await ward.refused('wrong-state', 'cleaning/inspect', { ...bed, passed: true })
    const { turnover_id } = await ward.do('cleaning/ask', { ...bed, priority: 'next', isolation: true })
    await ward.refused('wrong-state', 'cleaning/inspect', { ...bed, passed: true })
    await ward.do('cleaning/finish', bed)
    const again = await ward.do('cleaning/inspect', { ...bed, passed: false }, ana)
    expect(again.turnover_id).not.toBe(turnover_id)
    expect(await row(turnover_id)).toMatchObject({ passed: false, inspected_by: 'Ana' })
    expect(await row(again.turnover_id)).toMatchObject({ priority: 'next', isolation: true, asked_by: 'Ana' })
    expect((await bedStates(ward.database))[bed.bed]).toBe('dirty')
    await ward.do('cleaning/finish', bed)
    await ward.do('cleaning/inspect', { ...bed, passed: true })
    await ward.refused('already-done', 'cleaning/inspect', { ...bed, passed: true })
  })

  test('is put in a hurry, once', async () => {
    const { turnover_id } = await ward.do('cleaning/ask', bed)
    await ward.do('cleaning/prioritise', { ...bed, priority: 'stat' })
    await ward.refused('already-done', 'cleaning/prioritise', { ...bed, priority: 'stat' })
    expect(await row(turnover_id)).toMatchObject({ priority: 'stat' })
  })

  test('told late by a phone that had no link counts when it happened, and once', async () => {
    const { turnover_id } = await ward.do('cleaning/ask', { ...bed, at: minutesAgo(120) })
    const late = { ...bed, turnover_id }
    for (const _ of [1, 2]) {
      await ward.do('cleaning/start', { ...late, at: minutesAgo(100) }, { ...ana, key: `start ${bed.bed}` })
      await ward.do('cleaning/finish', { ...late, at: minutesAgo(80) }, { ...ana, key: `done ${bed.bed}` })
    }
    expect(await row(turnover_id)).toMatchObject({ started_at: minutesAgo(100), finished_at: minutesAgo(80) })
    // Another who did the same bed meanwhile, and could not be told: their word makes no second cleaning of it.
    const finished = await ward.try('cleaning/finish', late, ben)
    expect(finished).toMatchObject({ ok: false, code: 'already-done', details: { by: 'Ana' } })
    await ward.refused('out-of-order', 'cleaning/start', { ...bed, at: minutesAgo(90) })
    await ward.do('cleaning/ask', bed)
    await ward.do('cleaning/cancel', { ...bed, why: 'not needed' })
    await ward.refused('not-found', 'cleaning/start', { ...bed, turnover_id: 999_999 })
  })
})

describe('a porter job', () => {
  test('goes from asked over begun and paused to done', async () => {
    const { porter_job_id } = await ward.do('porters/ask', {
      site: 'gh',
      what: 'chair',
      from: { bed: '4W-1' },
      to: { unit: 'ED' },
      needs: ['oxygen', 'oxygen'],
      at: minutesAgo(30),
    })
    const job = { porter_job_id }
    await ward.do('porters/assign', { ...job, to: 'Ana' })
    await ward.refused('wrong-state', 'porters/assign', { ...job, to: 'Ben' })
    await ward.do('porters/prioritise', { ...job, priority: 'next' })
    await ward.refused('out-of-order', 'porters/start', { ...job, at: minutesAgo(40) })
    await ward.do('porters/start', { ...job, at: minutesAgo(20) }, ben)
    await ward.refused('already-done', 'porters/start', job)
    await ward.do('porters/pause', { ...job, reason: 'patient-still-in', at: minutesAgo(18) })
    await ward.do('porters/resume', { ...job, at: minutesAgo(16) })
    await ward.do('porters/finish', { ...job, at: minutesAgo(10) }, ben)
    const refusal = await ward.refused('already-done', 'porters/finish', job)
    expect(refusal.message).toMatch(/porter job 4W-1 to ED was finished by Ben/)
    expect(await row(porter_job_id, 'porter_job')).toMatchObject({
      needs: ['oxygen'],
      priority: 'next',
      started_at: minutesAgo(20),
      finished_at: minutesAgo(10),
      assigned_to: 'Ben',
    })
  })

  test('goes from one place of the site to another, and is called off with who and why', async () => {
    const from = { site: 'gh', what: 'specimen' as const, from: { unit: '4W' } }
    await ward.refused('invalid-input', 'porters/ask', { ...from, to: { unit: '4W' } })
    await ward.refused('invalid-input', 'porters/ask', { ...from, to: {} })
    await ward.refused('invalid-input', 'porters/ask', { ...from, to: { unit: 'ED', bed: '4W-2' } })
    await ward.refused('not-found', 'porters/ask', { ...from, to: { unit: 'X' } })
    await ward.refused('not-found', 'porters/ask', { ...from, to: { unit: 'ED' }, encounter_id: 999_999 })
    const job = await ward.do('porters/ask', { ...from, to: { unit: 'ED' } })
    await ward.refused('wrong-state', 'porters/pause', { ...job, reason: 'break' })
    await ward.do('porters/cancel', { ...job, why: 'went by tube' }, ana)
    await ward.refused('wrong-state', 'porters/start', job)
    await ward.refused('not-found', 'porters/start', { porter_job_id: 999_999 })
  })
})

describe('a shift', () => {
  test('is one a person and role; who changes zone ends one and begins the other', async () => {
    const ana = { site: 'gh', role: 'cleaner' as const, person: 'Ana' }
    const first = await ward.do('shifts/begin', { ...ana, zone: 'north', at: minutesAgo(60) })
    await ward.refused('already-done', 'shifts/begin', { ...ana, zone: 'north' })
    await ward.refused('out-of-order', 'shifts/begin', { ...ana, zone: 'south', at: minutesAgo(70) })
    await ward.do('shifts/begin', { ...ana, role: 'porter' })
    await ward.do('shifts/begin', { ...ana, zone: 'south', at: minutesAgo(30) })
    expect(await row(first.shift_id, 'shift')).toMatchObject({ ended_at: minutesAgo(30) })
    await ward.refused('out-of-order', 'shifts/end', { ...ana, at: minutesAgo(40) })
    await ward.do('shifts/end', ana)
    await ward.refused('already-done', 'shifts/end', ana)
    await ward.refused('invalid-input', 'shifts/begin', { ...ana, ends_at: minutesAgo(10) })
  })
})
