/** The bed states as a list to show. The contract's list is zod's, which a wall need not load; the type holds them equal. */
import type { BedState } from '../../schema/terms.ts'

const inOrder = {
  occupied: 1,
  reserved: 2,
  ready: 3,
  vacated: 4,
  dirty: 5,
  cleaning: 6,
  blocked: 7,
  closed: 8,
} satisfies Record<BedState, number>

export const bedStates = Object.keys(inOrder) as BedState[] // the keys of the table above
