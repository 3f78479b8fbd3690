/** A clinic's day: numbers are given out without a gap, called by a rule, and it stays on record what became of each. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashOf } from '../../server/access/secret.ts'
import { until } from '../support/until.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  const site = 'gh'
  await ward.do('clinics/set-clinic', { site, code: 'eye', name: 'Eyes', letter: 'A', rooms: ['1', '2'] })
  await ward.do('clinics/set-clinic', { site, code: 'ent', name: 'ENT', letter: 'B', rooms: ['7'] })
})
afterAll(() => ward.drop())
beforeEach(() => ward.database.rows('truncate ticket cascade'))

const take = (more: { clinic?: string; priority?: 'elderly' | 'urgent'; encounter_id?: number } = {}) =>
  ward.do('clinics/take', { site: 'gh', clinic: 'eye', ...more })
const next = (room = '1', clinic = 'eye') => ward.do('clinics/call-next', { site: 'gh', clinic, room })
const stateOf = async (ticket_id: number) =>
  ward.database.row<{ state: string; room: string | null; calls: number }>(
    'select state, room, calls from ticket where ticket_id = $1',
    [ticket_id],
  )
/** As if they had come so long ago. */
const cameAgo = (ticket_id: number, minutes: number) =>
  ward.database.rows(
    `update ticket set taken_at = taken_at - i, waits_from = waits_from - i, turn = turn - i
       from (select make_interval(mins => $2) as i) x where ticket_id = $1`,
    [ticket_id, minutes],
  )

describe('numbers', () => {
  test('run from one in each clinic, none twice and none left out, however many are taken at once', async () => {
    const taken = await Promise.all(Array.from({ length: 12 }, () => take()))
    const numbers = taken.map(({ number }) => number).sort()
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, nth) => `A-${String(nth + 1).padStart(3, '0')}`))
    expect((await take({ clinic: 'ent' })).number).toBe('B-001')
    const skipping = ward.database.rows(
      `insert into ticket (site, counted_by, day, nth, number, clinic_id, priority, taken_at, waits_from, turn, state, changed_at, changed_by, code_hash)
       select site, counted_by, day, 14, 'A-014', clinic_id, priority, taken_at, waits_from, turn, 'waiting', changed_at, changed_by, sha256('x')
         from ticket where number = 'A-012'`,
    )
    await expect(skipping).rejects.toThrow('ticket_without_gap')
  })

  test('begin again on the next day of the site, whatever day it is elsewhere', async () => {
    await take()
    await ward.database.rows(`update ticket set day = day - 1`)
    expect((await take()).number).toBe('A-001')
    const [today] = await ward.database.rows<{ same: boolean }>(
      `select max(day) = (now() at time zone 'Europe/London')::date as same from ticket`,
    )
    expect(today).toEqual({ same: true })
    const old = await ward.database.row<{ ticket_id: number }>('select ticket_id from ticket order by day')
    await ward.refused('wrong-state', 'clinics/call', { ticket_id: old?.ticket_id ?? 0, room: '1' })
  })

  test('come with a code that is on no record, and a lost slip’s opens nothing any more', async () => {
    const { ticket_id, code = '' } = await take()
    const known = () =>
      ward.database.row('select from ticket where ticket_id = $1 and code_hash = $2', [
        ticket_id,
        hashOf(code),
      ])
    expect(await known()).toBeDefined()
    const acts = await ward.database.rows<{ all: string }>('select act::text as all from act')
    expect(acts.filter(({ all }) => all.includes(code))).toEqual([])
    const other = await ward.do('clinics/new-slip', { ticket_id })
    expect(other.code).not.toBe(code)
    expect(await known()).toBeUndefined()
  })

  test('are given out by no clinic that is closed, and to no encounter that is not here', async () => {
    const site = 'gh'
    await ward.do('clinics/set-clinic', {
      site,
      code: 'skin',
      name: 'Skin',
      letter: 'S',
      rooms: ['9'],
      open: false,
    })
    await ward.refused('wrong-state', 'clinics/take', { site, clinic: 'skin' })
    await ward.refused('not-found', 'clinics/take', { site, clinic: 'eye', encounter_id: 987_654 })
    await ward.refused('already-exists', 'clinics/set-clinic', {
      site,
      code: 'teeth',
      name: 'Teeth',
      letter: 'A',
      rooms: ['3'],
    })
  })
})

describe('the next', () => {
  test('is who came first; an elderly person goes before those who came up to half an hour before them', async () => {
    const [early, late] = [await take(), await take()]
    const elderly = await take({ priority: 'elderly' })
    await cameAgo(early.ticket_id, 40)
    await cameAgo(late.ticket_id, 10)
    const called = []
    for (const { ticket_id } of [await next(), await next('2')]) {
      called.push(ticket_id)
      await ward.do('clinics/finish', { ticket_id })
    }
    expect([...called, (await next()).ticket_id]).toEqual([
      early.ticket_id,
      elderly.ticket_id,
      late.ticket_id,
    ])
  })

  test('is whoever is urgent, however long others wait', async () => {
    await cameAgo((await take()).ticket_id, 240)
    const urgent = await take()
    await ward.do('clinics/prioritise', { ticket_id: urgent.ticket_id, priority: 'urgent' })
    expect((await next()).number).toBe(urgent.number)
  })

  test('is called to one room only by two who press at once', async () => {
    await Promise.all([take(), take()])
    const [one, other] = await Promise.all([next('1'), next('2')])
    expect(one.number).not.toBe(other.number)
  })

  test('waits until it is said whether who was called before has come', async () => {
    const [first, second] = [await take(), await take()]
    await next()
    await ward.refused('wrong-state', 'clinics/call-next', { site: 'gh', clinic: 'eye', room: '1' })
    await ward.do('clinics/come-in', { ticket_id: first.ticket_id })
    expect((await next()).number).toBe(second.number)
    expect(await stateOf(first.ticket_id)).toMatchObject({ state: 'done' })
    await ward.do('clinics/absent', { ticket_id: second.ticket_id })
    await ward.refused('wrong-state', 'clinics/call-next', { site: 'gh', clinic: 'eye', room: '1' })
    await ward.refused('invalid-input', 'clinics/call-next', { site: 'gh', clinic: 'eye', room: '7' })
  })
})

describe('a wrong key', () => {
  test('between two patients is taken back: who was called waits in their place, who was inside is inside', async () => {
    const [first, second] = [await take(), await take()]
    expect(await next()).toMatchObject({ number: first.number, finished_ticket_id: null })
    await ward.do('clinics/come-in', { ticket_id: first.ticket_id })
    const called = await next()
    expect(called).toMatchObject({ number: second.number, finished_ticket_id: first.ticket_id })
    await ward.refused('wrong-state', 'clinics/come-in', { ticket_id: first.ticket_id })
    await ward.do('clinics/put-back', { ticket_id: called.ticket_id })
    await ward.do('clinics/come-in', { ticket_id: called.finished_ticket_id ?? 0 })
    expect(await stateOf(first.ticket_id)).toEqual({ state: 'inside', room: '1', calls: 1 })
    expect(await stateOf(second.ticket_id)).toMatchObject({ state: 'waiting' })
    expect((await next()).number).toBe(second.number)
  })

  test('that said somebody is done is taken back in the room they were in, and in no other state', async () => {
    const [first, gone] = [await take(), await take()]
    await next('2')
    await ward.do('clinics/finish', { ticket_id: first.ticket_id })
    await ward.do('clinics/come-in', { ticket_id: first.ticket_id })
    expect(await stateOf(first.ticket_id)).toMatchObject({ state: 'inside', room: '2' })
    await ward.do('clinics/leave', { ticket_id: gone.ticket_id })
    await ward.refused('wrong-state', 'clinics/come-in', { ticket_id: gone.ticket_id })
  })
})

describe('a number', () => {
  test('that a colleague sends to another clinic at this moment is found there', async () => {
    const { ticket_id } = await take()
    let asked: Promise<unknown> = Promise.resolve()
    await ward.database.transaction(async (tx) => {
      await tx.rows(
        `update ticket set clinic_id = (select clinic_id from clinic where code = 'ent') where ticket_id = $1`,
        [ticket_id],
      )
      asked = ward.do('clinics/call', { ticket_id, room: '7' })
      await until(
        () =>
          ward.database.row(
            `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          ),
        { what: 'the call to wait for the number' },
      )
    })
    await asked
    expect(await stateOf(ticket_id)).toMatchObject({ state: 'called', room: '7' })
  })

  test('is called again, though they were thought absent, and every call is on record with room and who', async () => {
    const { ticket_id } = await take()
    await next('2')
    await ward.do('clinics/call', { ticket_id })
    await ward.do('clinics/absent', { ticket_id })
    await ward.do('clinics/call', { ticket_id, room: '1' })
    expect(await stateOf(ticket_id)).toEqual({ state: 'called', room: '1', calls: 3 })
    const steps = await ward.database.rows(
      'select state, room, who from ticket_step where ticket_id = $1 order by ticket_step_id',
      [ticket_id],
    )
    expect(steps).toEqual([
      { state: 'waiting', room: null, who: 'nurse' },
      { state: 'called', room: '2', who: 'nurse' },
      { state: 'called', room: '2', who: 'nurse' },
      { state: 'absent', room: '2', who: 'nurse' },
      { state: 'called', room: '1', who: 'nurse' },
    ])
  })

  test('put back waits where it was in the queue', async () => {
    const [first] = [await take(), await take()]
    await next()
    await ward.do('clinics/put-back', { ticket_id: first.ticket_id })
    expect(await stateOf(first.ticket_id)).toEqual({ state: 'waiting', room: null, calls: 0 })
    expect((await next()).number).toBe(first.number)
  })

  test('goes along to another clinic, and comes last there', async () => {
    const [sent, there] = [await take(), await take({ clinic: 'ent' })]
    await next()
    await ward.do('clinics/finish', { ticket_id: sent.ticket_id })
    await ward.do('clinics/transfer', { ticket_id: sent.ticket_id, clinic: 'ent' })
    expect((await next('7', 'ent')).number).toBe(there.number)
    await ward.do('clinics/finish', { ticket_id: there.ticket_id })
    expect(await next('7', 'ent')).toMatchObject({ number: sent.number })
    // It was counted in its own clinic, whose numbers go on behind it.
    expect((await take()).number).toBe('A-002')
  })

  test('of somebody who left is called no more by itself, and a room holds one', async () => {
    const [gone, stays] = [await take(), await take()]
    await ward.do('clinics/leave', { ticket_id: gone.ticket_id })
    expect((await next()).number).toBe(stays.number)
    await ward.refused('wrong-state', 'clinics/call', { ticket_id: gone.ticket_id, room: '1' })
  })
})
