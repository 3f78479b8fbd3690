/** What rooms say, as messages of the wire. Their text is put together from what is text already. */
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Instant, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { CatchUp, Delta, RoomName, Snapshot } from '../../schema/wire.ts'
import { withText } from './encode-once.ts'
import type { Missed, Said, Whole } from './room.ts'

type AnyRow = RowOf<BoardName>
type AnyTotals = TotalsOf<BoardName>
interface As {
  epoch: string
  at: Instant
  place: Place
  level: PrivacyLevel
}

export function deltaOf(
  name: RoomName,
  { set, totals, ...said }: Said<AnyRow, AnyTotals>,
  at: Instant,
): Delta {
  const head = { ...name, at, ...said }
  return withText(
    { ...head, set: set.values, ...(totals && { totals: totals.value }) },
    withParts(head, { set: set.text, ...(totals && { totals: totals.text }) }),
  )
}

export function snapshotOf({ lsn, rows, totals }: Whole<AnyRow, AnyTotals>, as: As): Snapshot {
  const head = { ok: true, ...as, lsn } as const
  return withText(
    { ...head, rows: rows.values, totals: totals.value },
    withParts(head, { rows: rows.text, totals: totals.text }),
  )
}

export function catchUpOf({ lsn, set, gone, totals }: Missed<AnyRow, AnyTotals>, as: As): CatchUp {
  const head = { ok: true, ...as, lsn, gone } as const
  return withText(
    { ...head, set: set.values, totals: totals.value },
    withParts(head, { set: set.text, totals: totals.text }),
  )
}

/** The text of an object, with properties whose texts are there already. */
function withParts(head: object, parts: Record<string, string>): string {
  const more = Object.entries(parts).map(([name, text]) => `,"${name}":${text}`)
  return `${JSON.stringify(head).slice(0, -1)}${more.join('')}}`
}
