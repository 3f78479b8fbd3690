import { expect, test } from 'vitest'
import { Readers, type Reader } from '../../server/live/outflow.ts'

/** A screen with packets that wait because it does not take what was sent before; none: it reads. */
const screen = (...waiting: object[]): Reader =>
  // what is looked at of a socket's connection
  ({ conn: { transport: { writable: waiting.length === 0 }, writeBuffer: waiting } }) as unknown as Reader

test('a hundred frozen screens do not slow the ten that read', () => {
  let now = 0
  const readers = new Readers(() => now)
  const frozen = Array.from({ length: 100 }, () => screen({ data: 'of before' }))
  const reading = Array.from({ length: 10 }, () => screen())
  expect(readers.mostAreBusy([...frozen, ...reading])).toBe(true) // nobody knows yet
  now = 600
  expect(readers.mostAreBusy([...frozen, ...reading])).toBe(false)
})

test('in a storm, where most are slow and all go on reading, what is to be said is gathered', () => {
  let now = 0
  const readers = new Readers(() => now)
  const slow = Array.from({ length: 6 }, () => screen({ data: 'first' }))
  for (now = 0; now < 5000; now += 200) {
    for (const { conn } of slow)
      (conn as unknown as { writeBuffer: object[] }).writeBuffer = [{ data: String(now) }]
    expect(readers.mostAreBusy([...slow, screen(), screen()])).toBe(true)
  }
})
