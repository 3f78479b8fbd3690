/** A bed request, locked with its patient before anything is decided about it. */
import type { FromKind, NeededLevel, RequestPriority } from '../../../schema/placement/words.ts'
import type { BedFeature, Instant, UnitKind } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, refuseUnlessOpen, type Encounter } from '../admissions/encounter.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'

export interface BedRequest {
  request_id: number
  site: string
  to_site: string
  encounter_id: number
  unit_id: number | null
  unit_kind: UnitKind | null
  level: NeededLevel
  features: BedFeature[]
  specialty: string | null
  priority: RequestPriority
  from_kind: FromKind
  asked_at: Instant
  ready_at: Instant | null
  ended_at: Instant | null
  ended_by: string | null
  ended_how: 'placed' | 'cancelled' | null
}

/**
 * Locks the patient and the encounter of a request (all that changes a request takes these locks first, so none needs one
 * of its own) and reads it.
 * @throws Refused `not-found`
 */
export async function lockRequest(
  tx: Tx,
  requestId: number,
): Promise<{ request: BedRequest; encounter: Encounter }> {
  const whose = await tx.row<{ encounter_id: number }>(
    'select encounter_id from bed_request where request_id = $1',
    [requestId],
  )
  if (!whose)
    throw new Refused('not-found', `There is no bed request ${requestId}.`, { request_id: requestId })
  const encounter = await lockEncounter(tx, whose.encounter_id)
  const request = await tx.row<BedRequest>('select * from bed_request where request_id = $1', [requestId])
  if (!request) throw new Error(`bed request ${requestId} vanished`) // nothing deletes one
  return { request, encounter }
}

/** The same, of a request that is open. @throws Refused `wrong-state` with how it ended and who ended it */
export async function lockOpenRequest(
  tx: Tx,
  requestId: number,
): Promise<{ request: BedRequest; encounter: Encounter }> {
  const locked = await lockRequest(tx, requestId)
  const { request, encounter } = locked
  if (request.ended_at !== null) {
    const when = onTheClock(request.ended_at, encounter.time_zone)
    const did = request.ended_how === 'placed' ? 'has a bed' : 'needs no bed any more'
    throw new Refused(
      'wrong-state',
      `${encounter.name} ${did} since ${when}; ${request.ended_by ?? 'somebody'} saw to it.`,
      { state: request.ended_how, since: request.ended_at, by: request.ended_by },
    )
  }
  refuseUnlessOpen(encounter)
  return locked
}

/** What is written of a changed request beside it in the audit. */
export const doneTo = ({ request, encounter }: { request: BedRequest; encounter: Encounter }) => ({
  site: request.to_site,
  encounters: [encounter.encounter_id],
  patients: [encounter.patient_id],
})
