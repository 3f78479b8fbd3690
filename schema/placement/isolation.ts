/** Who may share a room with whom. Pure; said once, for the commands that refuse and for the suggestion that explains. */
import type { BedFeature } from '../terms.ts'
import type { Precaution } from './words.ts'

/**
 * `airborne-room`: the bed stands in no isolation or negative-pressure room. `isolation-mix`: the patient is under
 * precautions that somebody in the room does not share. `isolation-room`: the patient is under none, somebody there is.
 */
export type IsolationFault = 'airborne-room' | 'isolation-mix' | 'isolation-room'

/**
 * A patient under airborne precautions needs a bed with the feature isolation or negative-pressure. Beyond that, all in a
 * room must be under the same precautions for the same known organism (a cohort), or all under none: so a single room, or
 * an empty one, suits everybody.
 *
 * @param mates the precautions of each of the others in the room
 * @returns the first rule in the way
 */
export function isolationFault(
  mine: readonly Precaution[],
  features: readonly BedFeature[],
  mates: readonly (readonly Precaution[])[],
): IsolationFault | undefined {
  const airborne = mine.some(({ kind }) => kind === 'airborne')
  if (airborne && !features.includes('isolation') && !features.includes('negative-pressure'))
    return 'airborne-room'
  if (mates.every((theirs) => mayShare(mine, theirs))) return undefined
  return mine.length > 0 ? 'isolation-mix' : 'isolation-room'
}

/** The same precautions, each for the same organism. Two organisms nobody has named yet are not known to be the same. */
export function mayShare(mine: readonly Precaution[], theirs: readonly Precaution[]): boolean {
  if (mine.length !== theirs.length) return false
  return mine.every(({ kind, organism }) =>
    theirs.some(
      (other) =>
        other.kind === kind &&
        organism !== null &&
        other.organism !== null &&
        known(organism) === known(other.organism),
    ),
  )
}

const known = (organism: string): string => organism.trim().toLowerCase()
