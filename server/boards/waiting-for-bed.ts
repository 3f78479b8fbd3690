/** Who waits for a bed with none kept for them. */
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first, isOpenStay } from './bed-state.ts'
import { keptFor } from './decided-moves.ts'

const isOpen = ({ ended_at }: Tables['bed_request']): boolean => ended_at === null

/**
 * Patients whose bed at this site was asked for and not yet found, and inpatients of it who lie in no bed and for whom none is
 * asked for at another: a house whose requests are kept elsewhere has none on record, but its people in corridors wait all the same.
 */
export function waitingForBed(site: string, mirror: MirrorView): number {
  const waiting = new Set<number>()
  for (const request of mirror.bed_request.where('to_site', site))
    if (isOpen(request)) waiting.add(request.encounter_id)
  for (const stay of mirror.stay.where('site', site)) {
    if (!isOpenStay(stay) || stay.bed_id !== null) continue
    if (mirror.encounter.get(stay.encounter_id)?.class !== 'inpatient') continue
    if (!first(mirror.bed_request.where('encounter_id', stay.encounter_id), isOpen))
      waiting.add(stay.encounter_id)
  }
  for (const encounter_id of waiting)
    if (keptFor(encounter_id, mirror).next().done !== true) waiting.delete(encounter_id)
  return waiting.size
}
