/** Every board's meaning. A new board is one more line here; the compiler asks for it. */
import type { AnyBoard } from './board.ts'
import { admissions } from './admissions.ts'
import { ambulances } from './ambulances.ts'
import { beds } from './beds.ts'
import { capacity } from './capacity.ts'
import { clinics } from './clinics.ts'
import { crowding } from './crowding.ts'
import { discharges } from './discharges.ts'
import { devices } from './devices.ts'
import { ed } from './ed.ts'
import { inbox } from './inbox.ts'
import { observations } from './observations.ts'
import { outbound } from './outbound.ts'
import { placements } from './placements.ts'
import { jobs } from './jobs.ts'
import { surge } from './surge.ts'
import { turns } from './turns.ts'
import { units } from './units.ts'

export const boards = {
  beds,
  units,
  placements,
  discharges,
  devices,
  inbox,
  capacity,
  admissions,
  surge,
  outbound,
  jobs,
  turns,
  ed,
  ambulances,
  crowding,
  observations,
  clinics,
} satisfies AnyBoard
