/** What is done in an emergency department, and the way back where there is one. */
import type { AmbulanceRow } from '../../../schema/boards/ambulances.ts'
import type { EdRow } from '../../../schema/boards/ed.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import { deed, deeds as bedDeeds, type Deed } from '../deed.ts'

/** What a visit is marked by until the board shows what was done: the bed, or in the waiting room its own key. */
export const markOf = ({ bed, key }: Pick<EdRow, 'bed' | 'key'>): string => bed ?? key

/** `why` of what is undone: a text of the catalogue, as it goes on record. `waitingRoom`: what it is called in a sentence. */
export function edDeeds(whyUndone: string, waitingRoom: string) {
  const undo = (mark: string, encounter_id: number, what: CommandInput<'ed/undo'>['what']) =>
    deed('ed/undo', mark, { encounter_id, what, why: whyUndone })

  function visit(row: EdRow, encounter_id: number) {
    const mark = markOf(row)
    return {
      triage: (category: number): Deed =>
        deed('ed/triage', mark, { encounter_id, category }, () => undo(mark, encounter_id, 'triaged')),
      seen: (): Deed => deed('ed/seen', mark, { encounter_id }, () => undo(mark, encounter_id, 'seen')),
      decide: (needs: Omit<CommandInput<'ed/decide'>, 'encounter_id'>): Deed =>
        deed('ed/decide', mark, { encounter_id, ...needs }, () => undo(mark, encounter_id, 'decided')),
      leaveUnseen: (why: string): Deed => deed('ed/leave-unseen', mark, { encounter_id, why }),
      toBed: (bed: string): Deed => ({
        ...bedDeeds(whyUndone).transfer(bed, { encounter_id, to: { bed } }),
        bed: mark,
        told: bed,
      }),
      discharge: (): Deed => ({
        ...bedDeeds(whyUndone).discharge(mark, { encounter_id }),
        told: row.bed ?? waitingRoom,
      }),
    }
  }

  function ambulance({ key, ambulance_id }: AmbulanceRow) {
    const takeBack = (what: CommandInput<'ed/undo-ambulance'>['what']) =>
      deed('ed/undo-ambulance', key, { ambulance_id, what, why: whyUndone })
    return {
      arrived: (): Deed => deed('ed/ambulance-arrived', key, { ambulance_id }, () => takeBack('arrived')),
      handOver: (): Deed => deed('ed/hand-over', key, { ambulance_id }, () => takeBack('handed-over')),
      cancel: (why: string): Deed => deed('ed/cancel-ambulance', key, { ambulance_id, why }),
    }
  }

  const announce = (input: CommandInput<'ed/announce-ambulance'>): Deed =>
    deed('ed/announce-ambulance', 'announce', input, ({ ambulance_id }) =>
      deed('ed/cancel-ambulance', 'announce', { ambulance_id, why: whyUndone }),
    )
  const receive = (input: CommandInput<'ed/arrive'>): Deed =>
    deed('ed/arrive', 'receive', input, ({ encounter_id }) =>
      deed('admissions/cancel-admit', 'receive', { encounter_id, why: whyUndone }),
    )
  return { visit, ambulance, announce, receive }
}
export type EdDeeds = ReturnType<typeof edDeeds>
