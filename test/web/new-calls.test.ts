/** What a waiting room is told of, and what it has been told of already. */
import { expect, test } from 'vitest'
import type { ClinicRow } from '../../schema/boards/clinics.ts'
import { callsOf, NewCalls } from '../../web/lib/new-calls.ts'

const at = (second: number): string => `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`
const NOW = Date.parse(at(50))

/** A clinic in which these numbers were called, each to a room of its own, at these seconds. */
const clinic = (
  calls: Record<string, number>,
  inside: string[] = [],
): Pick<ClinicRow, 'name' | 'last' | 'now'> => {
  const last = Object.entries(calls).map(([number, second]) => ({
    number,
    room: `Room ${number}`,
    at: at(second),
    calls: 1,
  }))
  const now = last.map(({ at: called_at, ...one }) => ({
    ...one,
    ticket_id: null,
    called_at,
    inside: inside.includes(one.number),
  }))
  return { name: 'Eyes', last, now }
}
const told = (news: NewCalls, calls: Record<string, number>, now = NOW, inside?: string[]): string[] =>
  news.of(callsOf([clinic(calls, inside) as ClinicRow]), now).map(({ number }) => number)

test('what was called before the wall was there is no news; what is called after it is, in the order of the calls', () => {
  const news = new NewCalls()
  expect(told(news, { A1: 1, A2: 2 })).toEqual([])
  expect(told(news, { A1: 1, A2: 2, A4: 20, A3: 10 })).toEqual(['A3', 'A4'])
  expect(told(news, { A1: 1, A2: 2, A4: 20, A3: 10 })).toEqual([])
})

test('who is called once more is announced once more', () => {
  const news = new NewCalls()
  told(news, { A1: 1 })
  expect(told(news, { A1: 30 })).toEqual(['A1'])
})

test('after an outage calls of long ago are not announced, nor whoever is inside already', () => {
  const news = new NewCalls()
  told(news, {})
  expect(told(news, { A1: 1 }, NOW + 60_000)).toEqual([])
  expect(told(news, { A1: 1, A2: 40 }, NOW, ['A2'])).toEqual([])
})
