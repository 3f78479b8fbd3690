/** The queue of those who wait for a bed: by hurry, then by how long they wait. Pure. */
import type { PlacementRow } from '../../../schema/boards/placements.ts'

const hurry = { emergency: 0, urgent: 1, routine: 2 } as const

export const inOrder = (rows: Iterable<PlacementRow>): PlacementRow[] =>
  [...rows].sort(
    (a, b) =>
      hurry[a.priority] - hurry[b.priority] ||
      (a.asked_at < b.asked_at ? -1 : a.asked_at > b.asked_at ? 1 : a.request_id - b.request_id),
  )
