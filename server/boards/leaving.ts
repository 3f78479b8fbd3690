/** How far on the way out the patient of an encounter is, and what holds them up, by what the mirror holds. */
import { leavingStageOf, type LeavingStage } from '../../schema/leaving.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

/** What must still be done before the patient can go, oldest first. */
export function openBarriers(encounter_id: number, mirror: MirrorView): Tables['discharge_barrier'][] {
  return [...mirror.discharge_barrier.where('encounter_id', encounter_id)]
    .filter(({ cleared_at, cancelled_at }) => cleared_at === null && cancelled_at === null)
    .sort((a, b) => a.barrier_id - b.barrier_id)
}

export function leavingOf(
  encounter: Tables['encounter'],
  mirror: MirrorView,
): { stage: LeavingStage; barriers: Tables['discharge_barrier'][] } {
  const barriers = openBarriers(encounter.encounter_id, mirror)
  return { stage: leavingStageOf(encounter, barriers.length), barriers }
}
