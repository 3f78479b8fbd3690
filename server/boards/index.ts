/** Every board's meaning. A new board is one more line here; the compiler asks for it. */
import type { AnyBoard } from './board.ts'
import { beds } from './beds.ts'
import { capacity } from './capacity.ts'
import { discharges } from './discharges.ts'
import { inbox } from './inbox.ts'
import { outbound } from './outbound.ts'
import { placements } from './placements.ts'
import { surge } from './surge.ts'
import { units } from './units.ts'

export const boards = {
  beds,
  units,
  placements,
  discharges,
  inbox,
  capacity,
  surge,
  outbound,
} satisfies AnyBoard
