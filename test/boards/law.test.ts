/**
 * The law of boards: after any transactions, what is followed step by step, what is computed from nothing, and what
 * screens hold that joined late, dropped, came back or missed something, are one and the same. For every board there is.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boardNames, type BoardName, type RowOf, type TotalsOf } from '../../schema/boards/index.ts'
import { privacyLevels, type Place } from '../../schema/terms.ts'
import { fromNothing, totalsOf, type Board } from '../../server/boards/board.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { boards } from '../../server/boards/index.ts'
import { Mirror } from '../../server/feed/mirror.ts'
import type { LogChange } from '../../server/feed/transactions.ts'
import { BoardRooms } from '../../server/live/board-rooms.ts'
import { Held } from '../live/screen-rule.ts'
import { Committed } from './committed.ts'
import { beginning, change, instants, sites } from './synthetic.ts'

type AnyBoard = Board<RowOf<BoardName>, TotalsOf<BoardName>>
/** Here all boards are alike: rows are only compared. */
const boardOf = (name: BoardName): AnyBoard => boards[name]

const transaction = fc.array(change, { minLength: 1, maxLength: 6 })
const sorted = (rows: Map<string, unknown>): object =>
  Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))

describe.each(boardNames)('the board %s', (name) => {
  test('followed step by step is what it is from nothing', () => {
    fc.assert(
      fc.property(
        beginning,
        fc.array(transaction, { minLength: 1, maxLength: 12 }),
        (first, transactions) => {
          const committed = new Committed({ clockJumps: true })
          const mirror = new Mirror(committed.lsn)
          const board = boardOf(name)
          const followed = new FollowedBoard(board, mirror.view)
          for (const changes of [first, ...transactions]) {
            followed.touch(mirror.apply(committed.commit(changes)))
            if (changes.length % 3 === 0) continue // nobody asked in between
            followed.fold()
            const rows = fromNothing(board, mirror.view)
            expect(sorted(new Map(followed.rowsAt({})))).toEqual(sorted(rows))
            expect(followed.totalsAt({})).toEqual(totalsOf(board, [...rows.values()]))
          }
        },
      ),
      { numRuns: 120 },
    )
  })

  test('is the same on a server that was there all along and on one that starts now', () => {
    fc.assert(
      fc.property(
        beginning,
        fc.array(transaction, { minLength: 1, maxLength: 12 }),
        (first, transactions) => {
          const committed = new Committed({ clockJumps: false })
          const mirror = new Mirror(committed.lsn)
          const followed = new FollowedBoard(boardOf(name), mirror.view)
          for (const changes of [first, ...transactions]) {
            followed.touch(mirror.apply(committed.commit(changes)))
            followed.fold()
            const fresh = fromNothing(boardOf(name), committed.loaded().view)
            expect(sorted(new Map(followed.rowsAt({})))).toEqual(sorted(fresh))
          }
        },
      ),
      { numRuns: 120 },
    )
  })

  test('is on every screen what it is in a fresh room, however the screen came by it', () => {
    fc.assert(
      fc.property(beginning, fc.array(happening, { minLength: 1, maxLength: 40 }), (first, happenings) => {
        const ward = new Ward(name, first)
        for (const one of happenings) ward.happens(one)
        ward.settle()
        for (const screen of ward.screens) expect(screen.held.picture).toEqual(ward.fresh(screen))
      }),
      { numRuns: 120 },
    )
  })
})

const place: fc.Arbitrary<Place> = fc.constantFrom<Place[]>(
  {},
  ...sites.map((site) => ({ site })),
  ...sites.flatMap((site) => ['4W', 'ICU'].map((unit) => ({ site, unit }))),
)
type Happening =
  | { what: 'commit'; changes: LogChange[] }
  | { what: 'flush' | 'idle' | 'restart' }
  | { what: 'restart after'; changes: LogChange[] }
  | { what: 'join'; place: Place; level: (typeof privacyLevels)[number] }
  | { what: 'leave' | 'return' | 'miss'; who: number }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('commit' as const), changes: transaction }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('flush' as const, 'idle' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart after' as const), changes: transaction }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('join' as const),
      place,
      level: fc.constantFrom(...privacyLevels),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('leave' as const, 'return' as const, 'miss' as const),
      who: fc.nat(9),
    }),
  },
)

const as = { epoch: '1:1', at: instants[0] ?? '' }

interface Screen {
  place: Place
  level: (typeof privacyLevels)[number]
  held: Held
  there: boolean
  misses: boolean
  missed: boolean
}

/** One server's rooms of one board, and screens before them. */
class Ward {
  readonly screens: Screen[] = []
  readonly #name: BoardName
  readonly #committed = new Committed({ clockJumps: false })
  readonly #rooms: BoardRooms
  #mirror: Mirror

  constructor(name: BoardName, first: LogChange[]) {
    this.#name = name
    this.#mirror = new Mirror(this.#committed.lsn)
    this.#rooms = new BoardRooms(name, this.#mirror.view, this.#committed.lsn)
    this.#commit(first)
  }

  happens(one: Happening): void {
    const who = 'who' in one ? this.screens[one.who % Math.max(1, this.screens.length)] : undefined
    if (one.what === 'commit') this.#commit(one.changes)
    else if (one.what === 'flush') this.#flush()
    else if (one.what === 'idle') this.#rooms.follow([], this.#committed.lsn)
    else if (one.what === 'restart after') {
      this.#committed.commit(one.changes) // while the feed was away
      this.#mirror = this.#committed.loaded()
      this.#rooms.replace(this.#mirror.view, this.#committed.lsn)
    } else if (one.what === 'join') {
      const screen = {
        place: one.place,
        level: one.level,
        held: new Held(),
        there: true,
        misses: false,
        missed: false,
      }
      this.screens.push(screen)
      this.#open(screen)
    } else if (who && one.what === 'leave') who.there = false
    else if (who && one.what === 'return') this.#open(who)
    else if (who && one.what === 'miss') who.misses = true
  }

  /** All come back, and everything is told. */
  settle(): void {
    for (const screen of this.screens) if (!screen.there) this.#open(screen)
    this.#flush()
    for (const screen of this.screens) if (screen.missed) this.#open(screen)
  }

  /** What somebody sees who comes in now, through a door never opened before. */
  fresh({ place, level }: Screen): object {
    const held = new Held()
    const rooms = new BoardRooms(this.#name, this.#mirror.view, this.#committed.lsn)
    held.opened(rooms.open({ place, level }, undefined, as))
    return held.picture
  }

  #commit(changes: LogChange[]): void {
    const transaction = this.#committed.commit(changes)
    this.#rooms.follow(this.#mirror.apply(transaction), transaction.lsn)
  }

  #open(screen: Screen): void {
    screen.held.opened(this.#rooms.open(screen, screen.held.lsn, as))
    screen.there = true
    screen.missed = false
  }

  #flush(): void {
    for (const delta of this.#rooms.takeAll(as.at)) {
      for (const screen of this.screens) {
        if (!screen.there || screen.level !== delta.level) continue
        if (screen.place.site !== delta.place.site || screen.place.unit !== delta.place.unit) continue
        if (screen.misses) {
          screen.misses = false
          screen.missed = true
        } else if (screen.held.take(delta) === 'reopen') this.#open(screen)
      }
    }
  }
}
