/** Who waits for a bed with none kept for them. */
import type { MirrorView } from '../feed/mirror.ts'
import { isOpenStay } from './bed-state.ts'
import { keptFor } from './decided-moves.ts'

/** Inpatients of a site who lie in no bed and have none kept. */
export function waitingForBed(site: string, mirror: MirrorView): number {
  const waiting = new Set<number>()
  for (const stay of mirror.stay.where('site', site)) {
    if (!isOpenStay(stay) || stay.bed_id !== null) continue
    if (mirror.encounter.get(stay.encounter_id)?.class !== 'inpatient') continue
    if (keptFor(stay.encounter_id, mirror).next().done === true) waiting.add(stay.encounter_id)
  }
  return waiting.size
}
