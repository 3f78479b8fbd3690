import { describe, expect, test } from 'vitest'
import type { JobRow } from '../../schema/boards/jobs.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { jobs } from '../../server/boards/jobs.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`
const job = (hospital: Hospital, key = 'c1'): JobRow | undefined => jobs.row(key, hospital.mirror.view)
const totals = (hospital: Hospital) => new FollowedBoard(jobs, hospital.mirror.view).totalsAt({})

describe('what a job is at', () => {
  const asked = { asked_at: at('09:10') }
  const begun = { ...asked, started_at: at('09:20') }
  test.each([
    ['left, and to be asked for within the goal', {}, 'left', '09:15'],
    ['waiting, and to be begun within the goal', asked, 'waiting', '09:40'],
    ['under way, and to be finished within the goal', begun, 'under-way', '09:50'],
  ] as const)('%s', (_sentence, steps, stage, due) => {
    expect(job(new Hospital().put('turnover', steps))).toMatchObject({ stage, due_at: at(due), late: true })
    expect(job(new Hospital().put('turnover', steps).at(at('09:12')))).toMatchObject({ late: false })
  })

  test('a sensor’s word against the record is to be checked', () => {
    const hospital = new Hospital().admit().put('turnover', { opened_by: 'sensor' })
    expect(job(hospital)).toMatchObject({ stage: 'to-check', vacated_at: at('09:00') })
    expect(JSON.stringify(job(hospital))).not.toMatch(/Okafor|MRN-993|882/)
  })

  test('paused, it is late for nobody; gone on, the pause is not its fault', () => {
    const paused = new Hospital().put('turnover', begun).put('pause')
    expect(job(paused)).toMatchObject({
      stage: 'paused',
      due_at: null,
      late: false,
      pause_reason: 'supplies',
    })
    const on = paused.put('pause', { ended_at: at('10:00') })
    expect(job(on)).toMatchObject({ stage: 'under-way', due_at: at('10:20'), paused_since: null })
  })

  test('a bed that is kept for somebody is to be cleaned next', () => {
    const hospital = new Hospital().put('turnover', asked).put('reservation')
    expect(job(hospital)).toMatchObject({ next_since: at('07:00') })
  })

  test('done, it stands there until the site’s midnight', () => {
    const hospital = new Hospital().put('turnover', { ...begun, finished_at: at('09:45') })
    expect(job(hospital)).toMatchObject({ stage: 'done', due_at: null, found_clean: false })
    expect(job(hospital.at('2026-11-23T00:00:01.000Z'))).toBeUndefined()
  })

  test('becomes late by the clock alone', () => {
    const hospital = new Hospital().put('turnover', asked).at(at('09:30'))
    const board = new FollowedBoard(jobs, hospital.mirror.view)
    const late = (): number => {
      board.fold()
      return board.totalsAt({}).cleaning.late_response
    }
    board.touch(hospital.tick(at('09:39')))
    expect([board.isStale, late()]).toEqual([false, 0])
    board.touch(hospital.tick(at('09:40')))
    expect([board.isStale, late()]).toEqual([true, 1])
  })
})

describe('a porter job', () => {
  test('belongs to where it starts and to where it goes', () => {
    const hospital = new Hospital()
      .put('unit', { unit_id: 2, code: 'ED' })
      .put('porter_job', { to_unit_id: 2 })
    const row = job(hospital, 'p1')
    expect(row).toMatchObject({
      kind: 'porter',
      at: { unit: '4W', bed: '4W-1' },
      to: { unit: 'ED', bed: null },
    })
    const board = new FollowedBoard(jobs, hospital.mirror.view)
    const keysAt = (unit: string): string[] => [...board.keysAt({ site: 'gh', unit })]
    expect([keysAt('4W'), keysAt('ED'), keysAt('ICU')]).toEqual([['p1'], ['p1'], []])
    expect(totals(hospital).porter).toMatchObject({ waiting: 1, late_response: 1 })
  })
})

test('who has a job is said to staff only, and the public learns counts only', () => {
  const hospital = new Hospital().put('turnover', { assigned_to: 'Ana', assigned_at: at('09:05') })
  const row = job(hospital)
  if (!row) throw new Error('no such job')
  expect(jobs.masked(row, 'full')).toMatchObject({ assigned_to: 'Ana' })
  for (const level of ['secured', 'corridor'] as const)
    expect(jobs.masked(row, level)).toMatchObject({ assigned_to: null })
  expect(jobs.masked(row, 'public')).toBeUndefined()
})

test('compliance is the share of completed cleanings that were asked for; the others were found clean', () => {
  const hospital = new Hospital()
  expect(totals(hospital).cleaning).toMatchObject({ done_today: 0, compliance: null })
  const done = { started_at: at('09:20'), finished_at: at('09:40') }
  for (const turnover_id of [1, 2]) hospital.put('turnover', { turnover_id, asked_at: at('09:10'), ...done })
  hospital.put('turnover', { turnover_id: 3, ...done })
  expect(totals(hospital).cleaning).toMatchObject({ done_today: 3, found_clean: 1, compliance: 66.7 })
})
