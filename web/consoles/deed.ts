/** What a person does on a console: a command, the bed it is about, and the way back where there is one. */
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { JobPriority, PauseReason } from '../../schema/jobs.ts'
import type { BlockReason } from '../../schema/terms.ts'
import { command, type Answered } from '../lib/command.ts'
import type { Overridable } from '../lib/refusal-text.ts'

export interface Deed {
  name: CommandName
  /** Code of the bed it is about: it is marked until the board shows what was done. */
  bed: string
  /** What the note of it names, where it is not marked by that. */
  told?: string
  /** Refusals of these are shown where requests are, not in the bed's panel. */
  about?: 'request' | 'precaution'
  send(): Promise<Sent>
  /** The same, passing over the rule in the way; undefined where no rule may be passed over. */
  anyway?: (code: Overridable) => Deed
}

export type Sent =
  { ok: true; lsn: string; undo: Deed | undefined } | Exclude<Answered<CommandName>, { ok: true }>

export function deed<C extends CommandName>(
  name: C,
  bed: string,
  input: CommandInput<C>,
  undo?: (result: CommandResult<C>) => Deed,
  anyway?: (code: Overridable) => Deed,
): Deed {
  return {
    name,
    bed,
    async send() {
      const answer = await command(name, input)
      return answer.ok ? { ok: true, lsn: answer.lsn, undo: undo?.(answer.result) } : answer
    },
    ...(anyway && { anyway }),
  }
}

export interface BedOfSite {
  site: string
  bed: string
}

/** `why` of what is undone: a text of the catalogue, as it goes on record. */
export function deeds(whyUndone: string) {
  const cancelAdmit = (bed: string, encounter_id: number, why: string) =>
    deed('admissions/cancel-admit', bed, { encounter_id, why })
  const cancelTransfer = (bed: string, encounter_id: number, why: string) =>
    deed('admissions/cancel-transfer', bed, { encounter_id, why })
  const cancelDischarge = (bed: string, encounter_id: number, why: string) =>
    deed('admissions/cancel-discharge', bed, { encounter_id, why })

  const admit = (bed: string, input: CommandInput<'admissions/admit'>): Deed =>
    deed(
      'admissions/admit',
      bed,
      input,
      ({ encounter_id }) => cancelAdmit(bed, encounter_id, whyUndone),
      (code) => admit(bed, { ...input, override: [...(input.override ?? []), code] }),
    )
  const transfer = (bed: string, input: CommandInput<'admissions/transfer'>): Deed =>
    deed(
      'admissions/transfer',
      bed,
      input,
      ({ encounter_id }) => cancelTransfer(bed, encounter_id, whyUndone),
      (code) => transfer(bed, { ...input, override: [...(input.override ?? []), code] }),
    )
  const swap = (bed: string, encounter_id: number, with_encounter_id: number): Deed =>
    deed('admissions/swap', bed, { encounter_id, with_encounter_id }, () =>
      deed('admissions/swap', bed, { encounter_id, with_encounter_id }),
    )
  const discharge = (bed: string, input: CommandInput<'admissions/discharge'>) =>
    deed('admissions/discharge', bed, input, ({ encounter_id }) =>
      cancelDischarge(bed, encounter_id, whyUndone),
    )
  const planDischarge = (bed: string, encounter_id: number, at: string | null, before: string | null) =>
    deed('admissions/plan-discharge', bed, { encounter_id, expected_discharge_at: at }, () =>
      deed('admissions/plan-discharge', bed, { encounter_id, expected_discharge_at: before }),
    )

  const leave = (bed: string, input: CommandInput<'visits/leave'>): Deed =>
    deed('visits/leave', bed, input, () => cancelLeave(bed, input.encounter_id, whyUndone))
  const cancelLeave = (bed: string, encounter_id: number, why: string): Deed =>
    deed('visits/cancel-leave', bed, { encounter_id, why })
  const comeBack = (bed: string, encounter_id: number): Deed =>
    deed('visits/return', bed, { encounter_id }, () =>
      deed('visits/cancel-return', bed, { encounter_id, why: whyUndone }),
    )

  const block = (at: BedOfSite, reason: BlockReason, note: string | null): Deed =>
    deed('beds/block', at.bed, { ...at, reason, note }, () => deed('beds/unblock', at.bed, at))
  const unblock = (at: BedOfSite, before: { reason: BlockReason; note: string | null } | null): Deed =>
    deed('beds/unblock', at.bed, at, before ? () => block(at, before.reason, before.note) : undefined)
  const reserve = (at: BedOfSite, encounter_id: number): Deed =>
    deed('beds/reserve', at.bed, { ...at, encounter_id }, () => release(at, null))
  const release = (at: BedOfSite, encounter_id: number | null): Deed =>
    deed('beds/release', at.bed, at, encounter_id === null ? undefined : () => reserve(at, encounter_id))
  const staff = (at: BedOfSite, staffed: boolean): Deed =>
    deed('beds/staff', at.bed, { ...at, staffed }, () =>
      deed('beds/staff', at.bed, { ...at, staffed: !staffed }),
    )

  const ask = (at: BedOfSite, priority: CommandInput<'cleaning/ask'>['priority'], wasVacated: boolean) =>
    deed(
      'cleaning/ask',
      at.bed,
      { ...at, priority },
      // A bed that was left cannot be un-asked without calling it clean, which it is not.
      wasVacated ? undefined : () => deed('cleaning/cancel', at.bed, { ...at, why: whyUndone }),
    )
  const start = (at: BedOfSite) => deed('cleaning/start', at.bed, at)
  const finish = (at: BedOfSite) => deed('cleaning/finish', at.bed, at)
  const pause = (at: BedOfSite, reason: PauseReason): Deed =>
    deed('cleaning/pause', at.bed, { ...at, reason }, () => resume(at))
  const resume = (at: BedOfSite): Deed => deed('cleaning/resume', at.bed, at)
  const inspect = (at: BedOfSite, passed: boolean) => deed('cleaning/inspect', at.bed, { ...at, passed })
  const prioritise = (at: BedOfSite, priority: JobPriority, before: JobPriority): Deed =>
    deed('cleaning/prioritise', at.bed, { ...at, priority }, () => prioritise(at, before, priority))
  const cancelCleaning = (at: BedOfSite, why: string) => deed('cleaning/cancel', at.bed, { ...at, why })

  return {
    admit,
    transfer,
    swap,
    discharge,
    planDischarge,
    cancelAdmit,
    cancelTransfer,
    cancelDischarge,
    leave,
    cancelLeave,
    comeBack,
    block,
    unblock,
    reserve,
    release,
    staff,
    ask,
    start,
    pause,
    resume,
    finish,
    inspect,
    prioritise,
    cancelCleaning,
  }
}
export type Deeds = ReturnType<typeof deeds>
