/** What of a stay was as an inpatient, and where it led from and to. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { stayAfter, stayBefore } from './neighbouring-stays.ts'

export interface InpatientStay {
  encounter: Tables['encounter']
  began_at: Instant
  ended_at: Instant | null
  /** The unit they came from, or went to; null: admitted, or discharged (or still here). */
  from: number | null
  to: number | null
}

/**
 * Undefined: none of it. Whoever lies in the emergency department becomes an inpatient by the decision to admit, and is admitted
 * there and then. Who is no inpatient any more (the record was corrected) counts as if they had never been one.
 */
export function inpatientStay(stay: Tables['stay'], mirror: MirrorView): InpatientStay | undefined {
  const encounter = mirror.encounter.get(stay.encounter_id)
  if (stay.cancelled_at !== null || !encounter || !isInpatient(encounter)) return undefined
  const { began_at, ended_at } = stay
  const { classified_at: since } = encounter
  if (since !== null && ended_at !== null && ended_at <= since) return undefined
  const admittedHere = since !== null && since >= began_at
  return {
    encounter,
    began_at: admittedHere ? since : began_at,
    ended_at,
    from: admittedHere ? null : (stayBefore(stay, mirror)?.unit_id ?? null),
    to: ended_at === null ? null : (stayAfter(stay, mirror)?.unit_id ?? null),
  }
}

export const isInpatient = (encounter: Tables['encounter']): boolean =>
  encounter.class === 'inpatient' && encounter.cancelled_at === null

/** Whether they were here when that instant came: who left at midnight sharp was, who came then was not. */
export const wasHereAt = ({ began_at, ended_at }: InpatientStay, at: Instant): boolean =>
  began_at < at && (ended_at === null || ended_at >= at)

/** Whether they became an inpatient that late: no stay of theirs as one began earlier. */
export function admittedSince(encounter_id: number, since: Instant, mirror: MirrorView): boolean {
  for (const stay of mirror.stay.where('encounter_id', encounter_id)) {
    const held = inpatientStay(stay, mirror)
    if (held && held.began_at < since) return false
  }
  return true
}
