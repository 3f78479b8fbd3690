import { expect, test } from 'vitest'
import { fromBigInt } from '../../server/feed/lsn.ts'
import { Room } from '../../server/live/room.ts'
import { Held } from './screen-rule.ts'

const at = (position: number): string => fromBigInt(BigInt(position))
const view = { at: () => true, masked: (row: { key: string }) => row, totals: () => null }
const rows = Array.from({ length: 1500 }, (_, i) => ({ key: `m${i}` }))

test('when more rows leave in one transaction than a room remembers for those who were away, its watchers are told of all', () => {
  const room = new Room(
    view,
    rows.map((row) => [row.key, row]),
    at(1),
  )
  const watcher = new Held()
  watcher.opened(room.whole())
  room.fold(
    rows.map((was) => ({ key: was.key, was, row: undefined })),
    at(2),
  )
  const said = room.take()
  if (said) watcher.take(said)
  expect([...watcher.rows.keys()]).toEqual([])
  expect(room.missedSince(at(1)), 'and whoever was away gets the whole picture').toBeUndefined()
})

test('a screen that opened between two deltas finds that the next one fits', () => {
  const room = new Room(view, [], at(1))
  room.fold([{ key: 'a', was: undefined, row: { key: 'a' } }], at(2))
  const early = new Held()
  early.opened(room.whole()) // the change is in, and not told yet
  room.fold([{ key: 'b', was: undefined, row: { key: 'b' } }], at(3))
  const said = room.take()
  expect(said && early.take(said)).toBe('applied')
  expect([...early.rows.keys()]).toEqual(['a', 'b'])
})

test('a screen that stands before what the room knows, or after it, is told to take the whole', () => {
  const room = new Room(view, [], at(5))
  expect(room.missedSince(at(4))).toBeUndefined()
  expect(room.missedSince(at(5))).toEqual({ lsn: at(5), set: [], gone: [], totals: null })
  expect(room.missedSince(at(6))).toBeUndefined()
})
