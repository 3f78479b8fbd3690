/** What a bed is right now, from what is open on it. The bed's state is stored nowhere: it follows from these rows. */
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
}

/**
 * Who lies there outweighs everything; then what forbids its use; then what its turn is at; then who it is kept for.
 * DEFINITIONS section 2.
 */
export function bedNow(bed: Bed, mirror: MirrorView): BedNow {
  const stay = first(mirror.stay.where('bed_id', bed.bed_id), isOpenStay)
  const reservation = first(
    mirror.reservation.where('bed_id', bed.bed_id),
    ({ ended_at }) => ended_at === null,
  )
  const turnover = first(mirror.turnover.where('bed_id', bed.bed_id), isOpenTurnover)
  const [state, since] = stateOf(bed, stay, turnover, reservation)
  return { state, since, table0116: bedStatusCode(state, bed.block_reason), stay, reservation }
}

function stateOf(
  bed: Bed,
  stay: Tables['stay'] | undefined,
  turnover: Tables['turnover'] | undefined,
  reservation: Tables['reservation'] | undefined,
): [BedState, Instant] {
  if (stay) return ['occupied', stay.began_at]
  if (bed.blocked_at) return ['blocked', bed.blocked_at]
  if (!bed.staffed) return ['closed', bed.ready_since]
  if (turnover?.started_at) return ['cleaning', turnover.started_at]
  if (turnover?.asked_at) return ['dirty', turnover.asked_at]
  if (turnover?.vacated_at) return ['vacated', turnover.vacated_at]
  if (reservation) return ['reserved', reservation.made_at]
  return ['ready', bed.ready_since]
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
