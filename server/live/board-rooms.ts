/** One board and its rooms: the board follows the mirror, each room follows the board. */
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Instant, Lsn, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { Delta } from '../../schema/wire.ts'
import { FollowedBoard, type Board, type RowChange } from '../boards/board.ts'
import { boards } from '../boards/index.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'
import { Room } from './room.ts'

type AnyRow = RowOf<BoardName>
type AnyTotals = TotalsOf<BoardName>

export class BoardRooms {
  readonly #name: BoardName
  readonly #followed: FollowedBoard<AnyRow, AnyTotals>
  readonly #rooms = new Map<string, { place: Place; level: PrivacyLevel; room: Room<AnyRow, AnyTotals> }>()
  #lsn: Lsn

  constructor(name: BoardName, mirror: MirrorView, lsn: Lsn) {
    this.#name = name
    // Each board is of its own row; here they are all the same to us, and rows only pass through.
    const board: unknown = boards[name]
    this.#followed = new FollowedBoard(board as Board<AnyRow, AnyTotals>, mirror)
    this.#lsn = lsn
  }

  /** @returns whether some room has something to tell. */
  follow(changes: readonly Change[], lsn: Lsn): boolean {
    return this.#fold(this.#followed.follow(changes), lsn)
  }

  /** The mirror was built anew at `lsn`. */
  replace(mirror: MirrorView, lsn: Lsn): boolean {
    return this.#fold(this.#followed.replace(mirror), lsn)
  }

  /** A room is made when first looked into, and kept: there are no more of them than places times levels. */
  room(place: Place, level: PrivacyLevel): Room<AnyRow, AnyTotals> {
    const name = JSON.stringify([place.site ?? null, place.unit ?? null, level])
    const known = this.#rooms.get(name)
    if (known) return known.room
    const { board } = this.#followed
    const view = {
      at: (row: AnyRow) => board.at(row, place),
      masked: (row: AnyRow) => board.masked(row, level),
      totals: () => this.#followed.totalsAt(place),
    }
    const room = new Room(view, this.#followed.rowsAt(place), this.#lsn)
    this.#rooms.set(name, { place, level, room })
    return room
  }

  /** What every room has to say; said once. */
  *takeAll(at: Instant): Generator<Delta> {
    for (const { place, level, room } of this.#rooms.values()) {
      const said = room.take()
      if (said) yield { board: this.#name, place, level, at, ...said }
    }
  }

  #fold(changes: readonly RowChange<AnyRow>[], lsn: Lsn): boolean {
    this.#lsn = lsn
    let news = false
    for (const { room } of this.#rooms.values()) news = room.fold(changes, lsn) || news
    return news
  }
}
