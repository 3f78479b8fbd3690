/** Who comes to a unit: by request, and by a bed that is kept without one. Pure. */
import type { BedRow } from '../../../schema/boards/beds.ts'
import type { PlacementRow } from '../../../schema/boards/placements.ts'
import type { BedState } from '../../../schema/terms.ts'
import type { Someone } from '../../lib/revealed.svelte.ts'

export interface Coming {
  key: string
  who: Someone
  /** The bed that is kept for them; null: none yet. */
  bed: string | null
  state: BedState | null
  /** Undefined: a bed is kept and nobody has asked. */
  from: PlacementRow['from_kind'] | undefined
  priority: PlacementRow['priority'] | undefined
  actNow: boolean
  /** Waits since: asked, or kept. */
  since: string
}

/**
 * Requests for the unit, or with a bed of it kept; a request for another unit's bed by a patient of this one is no arrival.
 * A bed kept for a patient who has a request is that request. Who waits longest comes first.
 */
export function coming(requests: Iterable<PlacementRow>, beds: readonly BedRow[], unit: string): Coming[] {
  const asked = [...requests].filter((row) => (row.assigned?.unit ?? row.unit) === unit)
  const taken = new Set(asked.map(({ assigned }) => assigned?.bed))
  const kept = beds.flatMap((row): Coming[] =>
    row.reserved === null || taken.has(row.bed)
      ? []
      : [
          {
            key: `bed ${row.key}`,
            who: row.reserved,
            bed: row.bed,
            state: row.state,
            from: undefined,
            priority: undefined,
            actNow: false,
            since: row.reserved.since,
          },
        ],
  )
  return [
    ...asked.map((row): Coming => ({
      key: `request ${row.key}`,
      who: row.patient,
      bed: row.assigned?.bed ?? null,
      state: row.assigned?.state ?? null,
      from: row.from_kind,
      priority: row.priority,
      actNow: row.act_now_since !== null,
      since: row.asked_at,
    })),
    ...kept,
  ].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.key < b.key ? -1 : 1))
}
