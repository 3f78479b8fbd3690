/** Every board there is: the row and the totals a screen may see. A new board is one more line here. */
import { z } from 'zod'
import { admissionRow, admissionTotals } from './admissions.ts'
import { ambulanceRow, ambulanceTotals } from './ambulances.ts'
import { bedRow, bedTotals } from './beds.ts'
import { capacityRow, capacityTotals } from './capacity.ts'
import { clinicRow, clinicTotals } from './clinics.ts'
import { crowdingRow, crowdingTotals } from './crowding.ts'
import { dischargeRow, dischargeTotals } from './discharges.ts'
import { deviceRow, deviceTotals } from './devices.ts'
import { edRow, edTotals } from './ed.ts'
import { inboxRow, inboxTotals } from './inbox.ts'
import { jobRow, jobTotals } from './jobs.ts'
import { observationRow, observationTotals } from './observations.ts'
import { outboundRow, outboundTotals } from './outbound.ts'
import { placementRow, placementTotals } from './placements.ts'
import { surgeRow, surgeTotals } from './surge.ts'
import { turnRow, turnTotals } from './turns.ts'
import { unitRow, unitTotals } from './units.ts'

export const boards = {
  beds: { row: bedRow, totals: bedTotals },
  units: { row: unitRow, totals: unitTotals },
  capacity: { row: capacityRow, totals: capacityTotals },
  admissions: { row: admissionRow, totals: admissionTotals },
  surge: { row: surgeRow, totals: surgeTotals },
  discharges: { row: dischargeRow, totals: dischargeTotals },
  placements: { row: placementRow, totals: placementTotals },
  devices: { row: deviceRow, totals: deviceTotals },
  ed: { row: edRow, totals: edTotals },
  ambulances: { row: ambulanceRow, totals: ambulanceTotals },
  crowding: { row: crowdingRow, totals: crowdingTotals },
  jobs: { row: jobRow, totals: jobTotals },
  turns: { row: turnRow, totals: turnTotals },
  observations: { row: observationRow, totals: observationTotals },
  clinics: { row: clinicRow, totals: clinicTotals },
  inbox: { row: inboxRow, totals: inboxTotals },
  outbound: { row: outboundRow, totals: outboundTotals },
} as const

export const boardNames = Object.keys(boards) as [BoardName, ...BoardName[]]
export const boardName = z.enum(boardNames)
export type BoardName = keyof typeof boards
export type Boards = {
  [N in BoardName]: { row: z.infer<(typeof boards)[N]['row']>; totals: z.infer<(typeof boards)[N]['totals']> }
}
export type RowOf<N extends BoardName> = Boards[N]['row']
export type TotalsOf<N extends BoardName> = Boards[N]['totals']
