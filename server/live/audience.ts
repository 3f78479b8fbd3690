/** All who look at one board at one privacy level: the rows as they may see them, and their rooms, place by place. */
import type { Lsn, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { FollowedBoard, RowChange } from '../boards/followed-board.ts'
import { inPublic } from '../boards/in-public.ts'
import { namesAt, type PlaceName } from '../boards/places.ts'
import { Room, type Said } from './room.ts'
import { Seen } from './seen.ts'

interface Told<Row, Totals> {
  place: Place
  room: Room<Row, Totals>
}

export class Audience<Row extends object, Totals extends object> {
  readonly #followed: FollowedBoard<Row, Totals>
  readonly #level: PrivacyLevel
  readonly #known: { readonly lsn: Lsn }
  readonly #seen = new Map<string, Seen<Row>>()
  readonly #rooms = new Map<PlaceName, Told<Row, Totals>>()
  /** Who sees a row that is at a place of this name. */
  readonly #watching = new Map<PlaceName, Told<Row, Totals>[]>()
  /** Who may have something to hear. */
  readonly #stirred = new Set<Told<Row, Totals>>()

  /** @param known up to where the board is known; moved on by whoever moves the board. */
  constructor(followed: FollowedBoard<Row, Totals>, level: PrivacyLevel, known: { readonly lsn: Lsn }) {
    this.#followed = followed
    this.#level = level
    this.#known = known
    for (const [key, row] of followed.rowsAt({})) {
      const seen = this.#see(row)
      if (seen) this.#seen.set(key, seen)
    }
  }

  /** The board moved on by these changes. Only rooms at their places hear of them. */
  fold(changes: readonly RowChange<Row>[]): void {
    const concerned = new Set<Told<Row, Totals>>()
    for (const { key, row, wasAt, isAt } of changes) {
      const differs = this.#put(key, row && this.#see(row), wasAt, isAt)
      for (const name of new Set([...wasAt, ...isAt])) {
        for (const one of this.#watching.get(name) ?? []) {
          concerned.add(one)
          if (differs) one.room.changed(key)
        }
      }
    }
    for (const one of concerned) {
      one.room.recount()
      this.#stirred.add(one)
    }
  }

  /** A room is made when first looked into, and kept: there are no more of them than places. */
  room(place: Place): Room<Row, Totals> {
    const names = namesAt(place)
    const [own = ''] = names
    const known = this.#rooms.get(own)
    if (known) return known.room
    const told = { place, room: new Room(this.#viewOf(place)) }
    this.#rooms.set(own, told)
    for (const name of names) this.#watching.set(name, [...(this.#watching.get(name) ?? []), told])
    return told.room
  }

  /** What every room has to say; said once. */
  *takeAll(): Generator<[Place, Said<Row, Totals>]> {
    for (const { place, room } of this.#stirred) {
      const said = room.take()
      if (said) yield [place, said]
    }
    this.#stirred.clear()
  }

  /** @returns whether anybody sees a difference: in the row, or in where it is. */
  #put(
    key: string,
    seen: Seen<Row> | undefined,
    wasAt: ReadonlySet<PlaceName>,
    isAt: ReadonlySet<PlaceName>,
  ): boolean {
    const before = this.#seen.get(key)
    if (before?.text === seen?.text && (!seen || isSame(wasAt, isAt))) return false
    if (seen) this.#seen.set(key, seen)
    else this.#seen.delete(key)
    return true
  }

  #see(row: Row): Seen<Row> | undefined {
    const masked = this.#followed.board.masked(row, this.#level)
    return masked && new Seen(this.#told(masked), this.#known.lsn)
  }

  #told<T extends object>(what: T): T {
    return this.#level === 'public' ? inPublic(what) : what
  }

  #viewOf(place: Place): ConstructorParameters<typeof Room<Row, Totals>>[0] {
    const [followed, seen, known] = [this.#followed, this.#seen, this.#known]
    return {
      get lsn() {
        return known.lsn
      },
      get: (key) => (followed.isAt(key, place) ? seen.get(key) : undefined),
      keys: () => followed.keysAt(place),
      totals: () => this.#told(followed.totalsAt(place)),
    }
  }
}

const isSame = (a: ReadonlySet<PlaceName>, b: ReadonlySet<PlaceName>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name))
