/** One board and those who look at it: the board follows the mirror, its rooms follow the board. */
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Instant, Lsn, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { Delta, OpenAnswer } from '../../schema/wire.ts'
import type { Board } from '../boards/board.ts'
import { FollowedBoard } from '../boards/followed-board.ts'
import { boards } from '../boards/index.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'
import { Audience } from './audience.ts'
import { catchUpOf, deltaOf, snapshotOf } from './messages.ts'

type AnyRow = RowOf<BoardName>
type AnyTotals = TotalsOf<BoardName>

export class BoardRooms {
  readonly #name: BoardName
  readonly #followed: FollowedBoard<AnyRow, AnyTotals>
  readonly #audiences = new Map<PrivacyLevel, Audience<AnyRow, AnyTotals>>()
  readonly #known: { lsn: Lsn }

  constructor(name: BoardName, mirror: MirrorView, lsn: Lsn) {
    this.#name = name
    // Each board is of its own row; here they are all the same to us, and rows only pass through.
    const board: unknown = boards[name]
    this.#followed = new FollowedBoard(board as Board<AnyRow, AnyTotals>, mirror)
    this.#known = { lsn }
  }

  /** @returns whether some room may have something to tell. */
  follow(changes: readonly Change[], lsn: Lsn): boolean {
    this.#followed.touch(changes)
    this.#known.lsn = lsn
    return this.#followed.isStale && this.#audiences.size > 0
  }

  /** The mirror was built anew at `lsn`. */
  replace(mirror: MirrorView, lsn: Lsn): void {
    this.#followed.replace(mirror)
    this.#known.lsn = lsn
  }

  /** Makes what was touched: before anybody is told anything, and now and then though nobody looks. */
  settle(): void {
    if (!this.#followed.isStale) return
    const changes = this.#followed.fold()
    for (const audience of this.#audiences.values()) audience.fold(changes)
  }

  /** The picture as of now, or what was missed since a position. */
  open(
    { place, level }: { place: Place; level: PrivacyLevel },
    since: Lsn | undefined,
    as: { epoch: string; at: Instant },
  ): Exclude<OpenAnswer, { ok: false }> {
    this.settle()
    const room = this.#audience(level).room(place)
    const missed = since === undefined ? undefined : room.missedSince(since)
    const given = { ...as, place, level }
    return missed ? catchUpOf(missed, given) : snapshotOf(room.whole(), given)
  }

  /** What every room has to say; said once. */
  *takeAll(at: Instant): Generator<Delta> {
    if (this.#audiences.size === 0) return
    this.settle()
    for (const [level, audience] of this.#audiences)
      for (const [place, said] of audience.takeAll())
        yield deltaOf({ board: this.#name, place, level }, said, at)
  }

  #audience(level: PrivacyLevel): Audience<AnyRow, AnyTotals> {
    let audience = this.#audiences.get(level)
    if (!audience) this.#audiences.set(level, (audience = new Audience(this.#followed, level, this.#known)))
    return audience
  }
}
