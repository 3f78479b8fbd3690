/** What is done in an emergency department, and the way back where there is one. */
import type { AmbulanceRow } from '../../../schema/boards/ambulances.ts'
import type { CrowdingRow } from '../../../schema/boards/crowding.ts'
import type { EdRow } from '../../../schema/boards/ed.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import { deed, deeds as bedDeeds, type Deed } from '../deed.ts'

/** All that is known of a visit beside its times. */
export type Described = Required<Omit<CommandInput<'ed/describe'>, 'encounter_id'>>

/** What a visit is marked by until the board shows what was done: the bed, or in the waiting room its own key. */
export const markOf = ({ bed, key }: Pick<EdRow, 'bed' | 'key'>): string => bed ?? key

const describedIn = ({ complaint, mode, critical, orders_pending, results_pending }: EdRow): Described => ({
  ...{ complaint, mode, critical, orders_pending, results_pending },
})
const rulesIn = ({ site, scale, own_categories, lines, nedocs_counts, nedocs_cap }: CrowdingRow) => ({
  ...{ site, scale, own_categories, lines, nedocs_counts, nedocs_cap },
})

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
      describe: (known: Described): Deed =>
        deed('ed/describe', mark, { encounter_id, ...known }, () =>
          deed('ed/describe', mark, { encounter_id, ...describedIn(row) }),
        ),
      takeBack: (what: CommandInput<'ed/undo'>['what'], why: string): Deed =>
        deed('ed/undo', mark, { encounter_id, what, why }),
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

  function ambulance({ key, ambulance_id, expected_at: before }: AmbulanceRow) {
    const expect = (expected_at: string | null, undo?: () => Deed): Deed =>
      deed('ed/expect-ambulance', key, { ambulance_id, expected_at }, undo)
    const takeBack = (what: CommandInput<'ed/undo-ambulance'>['what']) =>
      deed('ed/undo-ambulance', key, { ambulance_id, what, why: whyUndone })
    return {
      arrived: (): Deed => deed('ed/ambulance-arrived', key, { ambulance_id }, () => takeBack('arrived')),
      handOver: (): Deed => deed('ed/hand-over', key, { ambulance_id }, () => takeBack('handed-over')),
      expect: (at: string | null): Deed => expect(at, () => expect(before)),
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
  const setAttendings = (site: string, attendings: number | null, undo?: () => Deed): Deed =>
    deed('ed/set-attendings', 'attendings', { site, attendings }, undo)
  const attendings = ({ site, attendings: before }: CrowdingRow, count: number | null): Deed =>
    setAttendings(site, count, () => setAttendings(site, before))

  const setRules = (rules: CommandInput<'ed/set-rules'>, undo?: () => Deed): Deed =>
    deed('ed/set-rules', 'rules', rules, undo)
  const rules = (row: CrowdingRow, set: CommandInput<'ed/set-rules'>): Deed =>
    setRules(set, () => setRules(rulesIn(row)))
  return { visit, ambulance, announce, receive, attendings, rules }
}
export type EdDeeds = ReturnType<typeof edDeeds>
