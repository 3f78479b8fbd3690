/** What the queue of a clinic looks like, and how much of it hangs in the waiting room. */
import { expect, test } from 'vitest'
import type { ClinicRow } from '../../schema/boards/clinics.ts'
import { paceOf, roughWait } from '../../schema/clinics.ts'
import { totalsOf } from '../../server/boards/board.ts'
import { clinics } from '../../server/boards/clinics.ts'
import { inPublic } from '../../server/boards/in-public.ts'
import type { Tables } from '../../server/feed/tables.ts'
import { Hospital } from './hospital.ts'

const at = (time: string): string => `2026-11-22T${time}:00.000Z`
const called = (room: string, first: string, last = first): Partial<Tables['ticket']> => ({
  room,
  calls: first === last ? 1 : 2,
  first_called_at: at(first),
  called_at: at(last),
})

/** Six came at 11:00; by noon two were seen, one is inside, one did not come, two wait. */
function clinic(): Hospital {
  const hospital = new Hospital().put('clinic')
  const tickets: Partial<Tables['ticket']>[] = [
    { state: 'done', ...called('Room 1', '11:10'), ended_at: at('11:30') },
    { state: 'done', ...called('Room 2', '11:20'), ended_at: at('11:25') },
    { state: 'inside', ...called('Room 1', '11:40', '11:45') },
    { state: 'absent', ...called('Room 2', '11:50') },
    { state: 'waiting' },
    { state: 'waiting', priority: 'elderly', turn: at('10:30') },
  ]
  tickets.forEach((ticket, nth) =>
    hospital.put('ticket', { ticket_id: nth + 1, number: `A-00${String(nth + 1)}`, ...ticket }),
  )
  return hospital
}

const rowOf = (hospital: Hospital): Parameters<typeof clinics.masked>[0] => {
  const row = clinics.row('1', hospital.mirror.view)
  if (!row) throw new Error('no such clinic')
  return row
}

test('a clinic shows who is next in order of turn, who is called where, and how long people waited', () => {
  const row = rowOf(clinic())
  expect(row.queue.map(({ number }) => number)).toEqual(['A-006', 'A-005'])
  expect(row.now).toMatchObject([{ number: 'A-003', room: 'Room 1', inside: true, calls: 2 }])
  expect(row.missed).toMatchObject([{ number: 'A-004' }])
  expect(row.ended.map(({ number, state }) => [number, state])).toEqual([
    ['A-001', 'done'],
    ['A-002', 'done'],
  ])
  expect(row.last.map(({ number }) => number)).toEqual(['A-004', 'A-003', 'A-002', 'A-001'])
  expect(row).toMatchObject({ in_queue: 2, issued_today: 6, served_today: 2, longest_since: at('11:00') })
  expect(row).toMatchObject({ average_wait_min: 30, pace_min: 13.3 })
  expect(totalsOf(clinics, [row])).toMatchObject({ in_queue: 2, called_now: 1, average_wait_min: 30 })
})

test('at midnight of the site the day of its clinics is over', () => {
  const hospital = clinic()
  expect(clinics.until?.(rowOf(hospital), hospital.mirror.view)).toBe('2026-11-23T00:00:00.000Z')
  hospital.tick('2026-11-23T00:00:00.000Z')
  expect(rowOf(hospital)).toMatchObject({ queue: [], now: [], last: [], issued_today: 0, pace_min: null })
})

test('in the waiting room there are numbers and rooms, counted exactly, and nothing of any one person', () => {
  const shown = inPublic(clinics.masked(rowOf(clinic()), 'public') as ClinicRow)
  expect(shown).toMatchObject({ in_queue: 2, queue: [{ number: 'A-006', priority: null, since: null }, {}] })
  const ids = [...shown.queue, ...shown.now, ...shown.missed].map(({ ticket_id }) => ticket_id)
  expect(new Set(ids)).toEqual(new Set([null]))
  expect(shown.ended).toEqual([])
})

test('the pace is of the last calls without the pauses, and with too few of them nobody knows it', () => {
  const calls = ['09:00', '09:10', '09:20', '11:00', '11:10'].map(at)
  expect(paceOf(calls)).toBe(10)
  expect(paceOf(calls.slice(0, 2))).toBeNull()
  expect(roughWait(2, 9.5)).toBe(30)
  expect(roughWait(2, null)).toBeNull()
})
