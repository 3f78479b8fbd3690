/** The turn an act is about: the one that is open on the bed, and the one that was meant. */
import type { Tx } from '../../database/pool.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { BedNow, Turnover } from '../beds/bed-now.ts'
import { stateOf } from '../beds/bed-now.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'

/** @throws Refused `already-done` when nothing is open on the bed; `wrong-state` when another turn than the one meant is */
export async function openTurn(tx: Tx, bed: BedNow, meant: number | undefined): Promise<Turnover> {
  await refuseOther(tx, bed, meant)
  if (bed.turnover) return bed.turnover
  throw new Refused('already-done', `Bed ${bed.code} does not wait for cleaning.`, {
    bed: bed.code,
    ...stateOf(bed),
  })
}

/** @throws Refused `already-done` or `wrong-state` when the turn that was meant is over, with how and when */
export async function refuseOther(tx: Tx, bed: BedNow, meant: number | undefined): Promise<void> {
  if (meant === undefined || bed.turnover?.turnover_id === meant) return
  const turn = await tx.row<Ended>(
    'select finished_at, finished_by, cancelled_at, cancelled_why from turnover where turnover_id = $1 and bed_id = $2',
    [meant, bed.bed_id],
  )
  if (!turn) {
    throw new Refused('not-found', `Bed ${bed.code} has no cleaning ${meant}.`, { bed: bed.code })
  }
  const { finished_at, finished_by, cancelled_at, cancelled_why } = turn
  if (finished_at !== null) {
    const by = finished_by === null ? '' : ` by ${finished_by}`
    throw new Refused(
      'already-done',
      `Bed ${bed.code} was finished${by} at ${onTheClock(finished_at, bed.time_zone)}.`,
      { bed: bed.code, by: finished_by, since: finished_at },
    )
  }
  throw new Refused(
    'wrong-state',
    `The cleaning of bed ${bed.code} was called off${cancelled_at === null ? '' : ` at ${onTheClock(cancelled_at, bed.time_zone)}`}: ${cancelled_why ?? ''}`,
    { bed: bed.code, since: cancelled_at },
  )
}

interface Ended {
  finished_at: Instant | null
  finished_by: string | null
  cancelled_at: Instant | null
  cancelled_why: string | null
}

/** Every instant on record of a turn: what comes next comes after them. */
export const stepsOf = ({ vacated_at, asked_at, started_at, paused_at }: Turnover): (Instant | null)[] => [
  vacated_at,
  asked_at,
  started_at,
  paused_at,
]
