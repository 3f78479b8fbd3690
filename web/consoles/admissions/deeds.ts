/** What is done at the registration desk, and the way back where there is one. */
import type { CommandInput } from '../../../schema/commands/index.ts'
import { deed, deeds as bedDeeds, type Deed } from '../deed.ts'

/** What the open record is marked by until the boards show what was done. */
export const RECORD = 'record'

/** A place as commands take it, and as a sentence names it. */
export interface Place {
  to: { bed: string } | { unit: string } | undefined
  named: string
}

/** `whyUndone`: a text of the catalogue, as it goes on record. */
export function deskDeeds(whyUndone: string) {
  const beds = bedDeeds(whyUndone)
  const marked = (done: Deed, told?: string): Deed => ({
    ...done,
    bed: RECORD,
    ...(told !== undefined && { told }),
  })

  const admit = (input: Omit<CommandInput<'admissions/admit'>, 'to'>, { to, named }: Place): Deed =>
    marked(beds.admit(RECORD, { ...input, to }), named)
  /** There is no way back to being awaited: an arrival that was none is an admission to cancel. */
  const arrive = (encounter_id: number, to: { bed: string } | { unit: string }, named: string): Deed =>
    marked(deed('admissions/transfer', RECORD, { encounter_id, to }), named)
  const cancelAdmit = (encounter_id: number, why: string): Deed => beds.cancelAdmit(RECORD, encounter_id, why)
  const cancelVisit = (encounter_id: number, why: string): Deed =>
    deed('visits/cancel', RECORD, { encounter_id, why })
  const expect = (input: CommandInput<'visits/pre-admit'>): Deed =>
    deed('visits/pre-admit', RECORD, input, ({ encounter_id }) => cancelVisit(encounter_id, whyUndone))

  const change = (input: CommandInput<'patients/update'>): Deed => deed('patients/update', RECORD, input)
  const insure = (input: CommandInput<'patients/note-insurance'>): Deed =>
    deed('patients/note-insurance', RECORD, input, ({ insurance_id }) =>
      deed('patients/end-insurance', RECORD, { patient_id: input.patient_id, insurance_id }),
    )
  const endInsurance = (
    patient_id: number,
    insurance_id: number,
    again: CommandInput<'patients/note-insurance'>,
  ): Deed =>
    deed('patients/end-insurance', RECORD, { patient_id, insurance_id }, () =>
      deed('patients/note-insurance', RECORD, again),
    )
  const consent = (input: CommandInput<'patients/note-consent'>): Deed =>
    deed('patients/note-consent', RECORD, input)

  const merge = (patient_id: number, into_patient_id: number): Deed =>
    deed('patients/merge', RECORD, { patient_id, into_patient_id }, () => unmerge(patient_id, whyUndone))
  const unmerge = (patient_id: number, why: string): Deed =>
    deed('patients/unmerge', RECORD, { patient_id, why }, ({ from_patient_id }) =>
      merge(patient_id, from_patient_id),
    )

  return {
    ...{ admit, expect, arrive, cancelAdmit, cancelVisit },
    ...{ change, insure, endInsurance, consent, merge, unmerge },
  }
}
export type DeskDeeds = ReturnType<typeof deskDeeds>
