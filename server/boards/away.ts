/** Whether a patient is away from the bed that stays theirs, and since when they are back. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

/** The database keeps it to one; should there be more, all servers take the newest. */
export function absenceOf(encounter_id: number, mirror: MirrorView): Tables['absence'] | undefined {
  let newest: Tables['absence'] | undefined
  for (const absence of mirror.absence.where('encounter_id', encounter_id)) {
    if (absence.ended_at !== null || absence.cancelled_at !== null) continue
    if (newest === undefined || absence.absence_id > newest.absence_id) newest = absence
  }
  return newest
}

/** When they came back from where they were last; undefined when they were nowhere. */
export function backSince(encounter_id: number, mirror: MirrorView): Instant | undefined {
  let last: Instant | undefined
  for (const { ended_at, cancelled_at } of mirror.absence.where('encounter_id', encounter_id))
    if (cancelled_at === null && ended_at !== null && (last === undefined || ended_at > last)) last = ended_at
  return last
}
