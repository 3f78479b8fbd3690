/** What is open on a bed in the mirror, and what the bed therefore is. */
import { bedStateOf } from '../../schema/bed-state.ts'
import { bedStatusCode, type BedState, type Instant, type Table0116 } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

type Bed = Tables['bed']

export interface BedNow {
  state: BedState
  since: Instant
  table0116: Table0116
  stay: Tables['stay'] | undefined
  reservation: Tables['reservation'] | undefined
  turnover: Tables['turnover'] | undefined
}

export function bedNow(bed: Bed, mirror: MirrorView): BedNow {
  const stay = first(mirror.stay.where('bed_id', bed.bed_id), isOpenStay)
  const reservation = first(
    mirror.reservation.where('bed_id', bed.bed_id),
    ({ ended_at }) => ended_at === null,
  )
  const turnover = first(mirror.turnover.where('bed_id', bed.bed_id), isOpenTurnover)
  const { state, since } = bedStateOf({ bed, stay, turnover, reservation })
  return { state, since, table0116: bedStatusCode(state, bed.block_reason), stay, reservation, turnover }
}

/** Open: it was not cancelled and has not ended. */
export const isOpenStay = (stay: Tables['stay']): boolean =>
  stay.ended_at === null && stay.cancelled_at === null
const isOpenTurnover = (turnover: Tables['turnover']): boolean =>
  turnover.finished_at === null && turnover.cancelled_at === null

export function first<T>(rows: Iterable<T>, wanted: (row: T) => boolean): T | undefined {
  for (const row of rows) if (wanted(row)) return row
  return undefined
}
