/** What a person does about a patient's way out, and the way back where there is one. */
import type { CommandInput } from '../../../schema/commands/index.ts'
import { deed, type Deed } from '../deed.ts'

/** `bed` is the code the patient's bed is marked by until its board shows what was done; `whyUndone` goes on record. */
export function leavingDeeds(bed: string, encounter_id: number, whyUndone: string) {
  const unorder = (why: string): Deed => deed('discharges/unorder', bed, { encounter_id, why })
  const notReady = (why: string): Deed => deed('discharges/not-ready', bed, { encounter_id, why })
  const cancelBarrier = (barrier_id: number, why: string): Deed =>
    deed('discharges/cancel-barrier', bed, { barrier_id, why })
  const meetsCriteria = (why: string): Deed => deed('discharges/meets-criteria', bed, { encounter_id, why })
  return {
    unorder,
    notReady,
    cancelBarrier,
    meetsCriteria,
    order: () => deed('discharges/order', bed, { encounter_id }, () => unorder(whyUndone)),
    ready: () => deed('discharges/ready', bed, { encounter_id }, () => notReady(whyUndone)),
    noCriteria: () => deed('discharges/no-criteria', bed, { encounter_id }, () => meetsCriteria(whyUndone)),
    raise: (barrier: Omit<CommandInput<'discharges/raise-barrier'>, 'encounter_id'>) =>
      deed('discharges/raise-barrier', bed, { encounter_id, ...barrier }, ({ barrier_id }) =>
        cancelBarrier(barrier_id, whyUndone),
      ),
    change: (barrier_id: number, to: Sees, before: Sees) =>
      deed('discharges/change-barrier', bed, { barrier_id, ...to }, () =>
        deed('discharges/change-barrier', bed, { barrier_id, ...before }),
      ),
    clear: (barrier_id: number) => deed('discharges/clear-barrier', bed, { barrier_id }),
    toLounge: (unit: string) =>
      deed('discharges/to-lounge', bed, { encounter_id, unit }, () =>
        deed('admissions/cancel-transfer', bed, { encounter_id, why: whyUndone }),
      ),
  }
}

/** Who sees to a barrier, and by when. */
export interface Sees {
  owner: string | null
  due_at: string | null
}
