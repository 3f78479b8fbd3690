/** A set that was taken, as the command that puts it on record. Pure. */
import type { ObservationRow } from '../../../schema/boards/observations.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import { vitalNames, type Vitals } from '../../../schema/observations/vitals.ts'

/** @param at when it was taken [ms]: what is sent later is told with the instant it was done */
export function inputOf(
  row: Pick<ObservationRow, 'key'>,
  vitals: Vitals,
  { sure, at }: { sure: string[]; at: number },
): CommandInput<'observations/record'> {
  const taken = Object.fromEntries(
    vitalNames.flatMap((name) => (vitals[name] === null ? [] : [[name, vitals[name]]])),
  )
  return { encounter_id: Number(row.key), at: new Date(at).toISOString(), ...taken, sure }
}
