/** What a message tells and whom it is about, and what the events have in common. */
import type { Override } from '../../../schema/commands/admissions.ts'
import type { CommandInput, CommandName } from '../../../schema/commands/index.ts'
import { Refused } from '../../commands/refused.ts'
import { within } from '../../commands/run.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Intention, Location } from './adt.ts'
import type { Visit } from './visits.ts'
import type { Whereabouts } from './whereabouts.ts'

export interface Told {
  tx: Tx
  site: string
  intention: Intention
  by: By
  patientId: number
  place: FindPlace
}

export type FindPlace = (location: Location, field: string) => Promise<Whereabouts>

/** Why a message that was understood, or a part of it, changed nothing; undefined: it did what it says, or it was so already. */
export type Note = string | undefined

/** A message tells what has happened: rules that a person would be asked about do not stop it. */
export const HAS_HAPPENED: Override = [
  'bed-not-ready',
  'bed-blocked',
  'bed-closed',
  'bed-reserved',
  'sex-rule',
  'isolation-rule',
]

/** Does a command in the message's transaction. */
export function does<C extends CommandName>(
  { tx, by }: Pick<Told, 'tx' | 'by'>,
  name: C,
  input: CommandInput<C>,
): ReturnType<typeof within<C>> {
  return within(tx, name, input, by)
}

/** Does a command; that it is so already is no objection. (A refusal comes before anything is written.) */
export async function unlessDone<C extends CommandName>(
  told: Pick<Told, 'tx' | 'by'>,
  name: C,
  input: CommandInput<C>,
): Promise<void> {
  try {
    await does(told, name, input)
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'already-done')) throw error
  }
}

export const isAt = (visit: Pick<Visit, 'unit' | 'bed'>, { unit, bed }: Whereabouts): boolean =>
  visit.unit === unit && (bed === undefined || visit.bed === bed)

/** @throws Refused `not-found` when nobody told of this visit */
export function onRecord({ visit: said }: Pick<Intention, 'visit'>, visit: Visit | undefined): Visit {
  if (visit) return visit
  const field = said?.sure === false ? 'PID-18' : 'PV1-19'
  throw new Refused('not-found', `${field}: this visit is not on record`, { field })
}

/** Why a cancel was made, for the record. */
export const whyOf = ({ intention, by }: Told): string => `ADT^${intention.event} from ${by.who}`
