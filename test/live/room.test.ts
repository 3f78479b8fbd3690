import { expect, test } from 'vitest'
import type { Lsn } from '../../schema/terms.ts'
import { fromBigInt } from '../../server/feed/lsn.ts'
import { Room, type Missed, type Said, type Whole } from '../../server/live/room.ts'
import { Seen } from '../../server/live/seen.ts'
import { Held, type KeyedRow } from './screen-rule.ts'

const at = (position: number): Lsn => fromBigInt(BigInt(position))

/** A place in which rows come and go by hand. */
class Place {
  lsn: Lsn
  readonly rows = new Map<string, Seen<KeyedRow>>()
  readonly room: Room<KeyedRow, null>

  constructor(position: number, keys: readonly string[] = []) {
    this.lsn = at(position)
    for (const key of keys) this.rows.set(key, new Seen({ key }, this.lsn))
    const [rows, place] = [this.rows, this]
    this.room = new Room({
      get lsn() {
        return place.lsn
      },
      get: (key) => rows.get(key),
      keys: () => rows.keys(),
      totals: () => null,
    })
  }
  comes(key: string, position: number): void {
    this.lsn = at(position)
    this.rows.set(key, new Seen({ key }, this.lsn))
    this.room.changed(key)
  }
  goes(keys: readonly string[], position: number): void {
    this.lsn = at(position)
    for (const key of keys) {
      this.rows.delete(key)
      this.room.changed(key)
    }
  }
}

type Heard = { lsn: Lsn; totals: null }
const whole = ({ lsn, rows }: Whole<KeyedRow, null>): Heard & { rows: KeyedRow[] } => ({
  lsn,
  rows: rows.values,
  totals: null,
})
const said = ({ from, to, set, gone }: Said<KeyedRow, null>) => ({ from, to, set: set.values, gone })
const missed = (one: Missed<KeyedRow, null> | undefined) =>
  one && { ...one, set: one.set.values, totals: null }

test('when more rows leave in one transaction than a room remembers for those who were away, its watchers are told of all', () => {
  const keys = Array.from({ length: 1500 }, (_, i) => `m${i}`)
  const place = new Place(1, keys)
  const watcher = new Held()
  watcher.opened(whole(place.room.whole()))
  place.goes(keys, 2)
  const one = place.room.take()
  if (one) watcher.take(said(one))
  expect([...watcher.rows.keys()]).toEqual([])
  expect(place.room.missedSince(at(1)), 'and whoever was away gets the whole picture').toBeUndefined()
})

test('a screen that opened between two deltas finds that the next one fits', () => {
  const place = new Place(1)
  place.comes('a', 2)
  const early = new Held()
  early.opened(whole(place.room.whole())) // the change is in, and not told yet
  place.comes('b', 3)
  const one = place.room.take()
  expect(one && early.take(said(one))).toBe('applied')
  expect([...early.rows.keys()]).toEqual(['a', 'b'])
})

test('a screen that stands before what the room knows, or after it, is told to take the whole', () => {
  const { room } = new Place(5)
  expect(room.missedSince(at(4))).toBeUndefined()
  expect(missed(room.missedSince(at(5)))).toEqual({ lsn: at(5), set: [], gone: [], totals: null })
  expect(room.missedSince(at(6))).toBeUndefined()
})

test('a thousand that come back after the same outage are answered with one list, until something changes', () => {
  const place = new Place(1, ['a', 'b'])
  place.comes('c', 3)
  const answer = place.room.missedSince(at(2))
  expect(missed(answer)).toMatchObject({ set: [{ key: 'c' }], gone: [] })
  expect(place.room.missedSince(at(2))?.set).toBe(answer?.set)
  expect(place.room.whole().rows).toBe(place.room.whole().rows)
  place.goes(['b'], 4)
  expect(missed(place.room.missedSince(at(2)))).toMatchObject({ set: [{ key: 'c' }], gone: ['b'] })
  expect(whole(place.room.whole()).rows.map(({ key }) => key)).toEqual(['a', 'c'])
})
