/**
 * Makes the record say what an ADT message means, through the commands people use. The message tells what has happened,
 * so rules that a person would be asked about (a bed not clean, blocked, reserved, of the other sex) do not stop it; what
 * cannot be (two in a bed, one in two beds, a place that does not exist) is refused, and nothing has changed then.
 */
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Intention } from './adt.ts'
import type { AdtEvent } from './events.ts'
import { isBed } from './bed-status.ts'
import {
  areLinked,
  hasOtherNumber,
  isOnePerson,
  isOneVisit,
  isOthersVisit,
  isVisitNumbered,
} from './identity.ts'
import { isAwaited, isNotAwaited, isNotToLeave, isNotToMove, isToLeave, isToMove } from './pending.ts'
import { lockPeople, patientOf } from './people.ts'
import {
  hasLeft,
  isKnownAs,
  isThere,
  neverLeft,
  neverWas,
  wasNeverAdmitted,
  wasNeverMoved,
} from './presence.ts'
import type { Sender } from './sender.ts'
import { changeBeds } from './swap-beds.ts'
import type { FindPlace, Note, Told } from './told.ts'
import { arrives, departs, isBack, isNotBack, isOnLeave, wasNotAway } from './tracking.ts'
import { visitOf, type Visit } from './visits.ts'
import { whereaboutsOf } from './whereabouts.ts'

/**
 * @returns why nothing was to be done, where that is so
 * @throws Refused with nothing patient-related in its message when it is this door's own (details.field is set)
 */
export async function apply(
  tx: Tx,
  sender: Pick<Sender, 'site' | 'aliases'>,
  intention: Intention,
  by: By,
): Promise<Note> {
  const { site } = sender
  const { person, second, merges } = intention
  const people = [person, second?.person, ...merges.map(({ into }) => into)].flatMap(
    (each) => each?.primary ?? [],
  )
  await lockPeople(tx, site, [...people, ...merges.flatMap(({ from }) => from ?? [])])
  const place: FindPlace = (location, field) => whereaboutsOf(tx, sender, location, field)
  const asked = { tx, site, intention, by, place }
  const ofNobody = withoutVisit[intention.event]
  if (ofNobody) return (await ofNobody(asked)) ?? undefined

  const patientId = await patientOf(tx, site, person, by)
  const told: Told = { ...asked, patientId }
  const ofPatient = withPatient[intention.event]
  if (ofPatient) return (await ofPatient(told)) ?? undefined
  const visit = await visitOf(tx, site, patientId, intention.visit)
  return (await withVisit[intention.event]?.(told, visit)) ?? undefined
}

type Handled = Promise<Note> | Promise<void>
type Handlers<H> = Partial<Record<AdtEvent, H>>

/** About no patient, or about two records: each handler finds whom it means. */
const withoutVisit: Handlers<(told: Omit<Told, 'patientId'>) => Handled> = {
  A18: isOnePerson,
  A20: isBed,
  A30: isOnePerson,
  A34: isOnePerson,
  A36: isOnePerson,
  A39: isOnePerson,
  A40: isOnePerson,
  A44: isOthersVisit,
  A45: isOthersVisit,
  A46: hasOtherNumber,
  A47: hasOtherNumber,
}

/** About a patient, and no visit or one whose number is another by now. */
const withPatient: Handlers<(told: Told) => Handled> = {
  A24: (told) => areLinked(told, 'link'),
  A28: (told) => isKnownAs(told, undefined),
  A31: (told) => isKnownAs(told, undefined),
  A37: (told) => areLinked(told, 'unlink'),
  A42: isOneVisit,
  A49: isVisitNumbered,
  A50: isVisitNumbered,
}

const withVisit: Handlers<(told: Told, visit: Visit | undefined) => Handled> = {
  A01: isThere,
  A02: isThere,
  A03: hasLeft,
  A04: isThere,
  A05: isAwaited,
  A06: isThere,
  A07: isThere,
  A08: isKnownAs,
  A09: departs,
  A10: arrives,
  A11: wasNeverAdmitted,
  A12: wasNeverMoved,
  A13: neverLeft,
  A14: isAwaited,
  A15: isToMove,
  A16: isToLeave,
  A17: changeBeds,
  A21: isOnLeave,
  A22: isBack,
  A23: neverWas,
  A25: isNotToLeave,
  A26: isNotToMove,
  A27: isNotAwaited,
  A32: isNotBack,
  A33: wasNotAway,
  A38: isNotAwaited,
  A52: wasNotAway,
  A53: isNotBack,
}
