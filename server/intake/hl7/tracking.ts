/** Where patients are for a while, their bed staying theirs: elsewhere in the house, on leave; and each taken back. */
import { Refused } from '../../commands/refused.ts'
import type { Location } from './adt.ts'
import { does, isAt, onRecord, unlessDone, whyOf, type Note, type Told } from './told.ts'
import type { Visit } from './visits.ts'

/** A09: on the way to PV1-11, or PV1-3. The bed on record stays: A02 moves. */
export async function departs(told: Told, visit: Visit | undefined): Promise<Note> {
  return away(told, visit, told.intention.temporary ?? shown(told.intention.to))
}

/** A10: arrived in PV1-11; or, without one, back in the bed on record. */
export async function arrives(told: Told, visit: Visit | undefined): Promise<Note> {
  const { temporary, to, at } = told.intention
  if (temporary !== undefined) return away(told, visit, temporary)
  const known = onRecord(told.intention, visit)
  if (to && !(await isHome(told, known, to))) return away(told, known, shown(to))
  return comesBack(told, known, at)
}

async function away(told: Told, visit: Visit | undefined, place: string | undefined): Promise<Note> {
  const { encounter_id, ended_at } = onRecord(told.intention, visit)
  if (ended_at !== null) return `${told.intention.event}: the patient left, at ${ended_at}`
  const input = { encounter_id, kind: 'elsewhere' as const, place: place ?? null, at: told.intention.at }
  await unlessDone(told, 'visits/leave', input)
  return undefined
}

/** Whether a location is the place on record. A place we do not know is none of ours. */
async function isHome(told: Told, visit: Visit, location: Location): Promise<boolean> {
  try {
    return isAt(visit, await told.place(location, 'PV1-3'))
  } catch (error) {
    if (error instanceof Refused && error.code === 'not-found') return false
    throw error
  }
}

/** A21: on leave of absence. */
export async function isOnLeave(told: Told, visit: Visit | undefined): Promise<Note> {
  const { at, expectedReturn } = told.intention
  const { encounter_id, ended_at } = onRecord(told.intention, visit)
  if (ended_at !== null) return `A21: the patient left, at ${ended_at}`
  await unlessDone(told, 'visits/leave', { encounter_id, at, expected_at: expectedReturn ?? null })
  return undefined
}

/** A22: back from leave. */
export async function isBack(told: Told, visit: Visit | undefined): Promise<Note> {
  return comesBack(told, onRecord(told.intention, visit), told.intention.at)
}

async function comesBack(told: Told, { encounter_id }: Visit, at: string | undefined): Promise<Note> {
  return unlessHere(told, () => unlessDone(told, 'visits/return', { encounter_id, at }))
}

/** A33, A52: was not away. */
export async function wasNotAway(told: Told, visit: Visit | undefined): Promise<Note> {
  const { encounter_id } = onRecord(told.intention, visit)
  return unlessHere(told, () => does(told, 'visits/cancel-leave', { encounter_id, why: whyOf(told) }))
}

/** A32, A53: is not back, or did not arrive there. */
export async function isNotBack(told: Told, visit: Visit | undefined): Promise<Note> {
  const { encounter_id, ended_at } = onRecord(told.intention, visit)
  if (ended_at !== null) return `${told.intention.event}: the patient left, at ${ended_at}`
  return unlessHere(told, () => unlessDone(told, 'visits/cancel-return', { encounter_id, why: whyOf(told) }))
}

/** Nobody told that the patient was away: then there is nothing to come back from, or to take back. */
async function unlessHere(told: Told, deed: () => Promise<unknown>): Promise<Note> {
  try {
    await deed()
    return undefined
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'wrong-state' && error.details['state'] === 'here'))
      throw error
    return `${told.intention.event}: nobody told that the patient was away`
  }
}

const shown = (location: Location | undefined): string | undefined =>
  location && [location.unit, location.room, location.bed].filter((part) => part !== undefined).join(' ')
