/** The steps of a turn follow one another. */
import type { Instant } from '../../../schema/terms.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'

/** @throws Refused `out-of-order` when `at` lies before one of the steps it follows */
export function refuseBefore(bed: BedNow, at: Instant, ...steps: (Instant | null | undefined)[]): void {
  const step = steps.find((known) => known != null && at < known)
  if (step == null) return
  throw new Refused(
    'out-of-order',
    `Bed ${bed.code}: this cannot have happened before ${onTheClock(step, bed.time_zone)}.`,
    { bed: bed.code, after: step },
  )
}

/** @throws Refused `bed-occupied` with who lies there; where the sensor says nobody does, with what to do about it */
export function refuseOccupied(bed: BedNow): void {
  if (!bed.stay) return
  const { encounter_id, name, mrn, began_at } = bed.stay
  const empty = bed.turnover?.opened_by === 'sensor' ? bed.turnover.vacated_at : null
  const message = (who: string, they: string): string => {
    const sensor =
      empty === null
        ? ''
        : ` The sensor says empty since ${onTheClock(empty, bed.time_zone)}: if ${they} has left, record it first.`
    return `${who} lies in bed ${bed.code} since ${onTheClock(began_at, bed.time_zone)}.${sensor}`
  }
  const details = { bed: bed.code, since: began_at }
  throw new Refused(
    'bed-occupied',
    message(name, name),
    { ...details, holder: { encounter_id, name, mrn } },
    { encounter_id, bed: bed.code, unnamed: { message: message('Somebody', 'the patient'), details } },
  )
}
