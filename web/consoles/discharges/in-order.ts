/** Discharges in the order they are worked off: by stage, then by the hour that counts in it. Pure. */
import type { DischargeRow } from '../../../schema/boards/discharges.ts'
import { leavingStages, type BarrierKind, type LeavingStage } from '../../../schema/leaving.ts'

export interface StageOfRows {
  stage: LeavingStage
  rows: DischargeRow[]
}

/** Only stages somebody is in; those who stay without a plan are not on the way out. */
export function byStage(rows: Iterable<DischargeRow>): StageOfRows[] {
  const all = [...rows]
  return leavingStages
    .filter((stage) => stage !== 'staying')
    .map((stage) => ({ stage, rows: all.filter((row) => row.stage === stage).sort(soonest) }))
    .filter((group) => group.rows.length > 0)
}

/** Who is ready or ordered longest first, who is expected soonest first, who left last first. */
function soonest(a: DischargeRow, b: DischargeRow): number {
  const [one, other] = [hourOf(a), hourOf(b)]
  if (one === other) return a.key < b.key ? -1 : 1
  const before = one < other ? -1 : 1
  return a.stage === 'left' ? -before : before
}

/** No plan comes after every plan. */
const NEVER = '9999'

function hourOf(row: DischargeRow): string {
  switch (row.stage) {
    case 'ready':
      return row.ready_at ?? NEVER
    case 'ordered':
      return row.ordered_at ?? NEVER
    case 'left':
      return row.left_at ?? NEVER
    default:
      return row.expected_discharge_at ?? NEVER
  }
}

/** How many wait for what, the commonest first; kinds nobody waits for are left out. */
export function commonest(barriers: Record<BarrierKind, number>): [BarrierKind, number][] {
  return (Object.entries(barriers) as [BarrierKind, number][]) // the record's keys are the kinds
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
}

/** Minutes from plan to departure: positive, late. null: there was no plan, or nobody has left. */
export function againstPlan(row: DischargeRow): number | null {
  if (row.left_at === null || row.expected_discharge_at === null) return null
  return Math.round((Date.parse(row.left_at) - Date.parse(row.expected_discharge_at)) / 60_000)
}
