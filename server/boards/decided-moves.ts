/** Who will leave their bed and for whom one is kept: the moves of a unit that are decided and not yet made. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { isOpenStay } from './bed-state.ts'

type Reservation = Tables['reservation']

/** The beds kept for an encounter now. (One at most by the schema; a board must stand whatever the log brings.) */
export function* keptFor(encounter_id: number, mirror: MirrorView): Generator<Reservation> {
  for (const kept of mirror.reservation.where('encounter_id', encounter_id))
    if (kept.ended_at === null) yield kept
}

/**
 * When the patient leaves the unit by what is decided; undefined: not by anything on record. A bed kept in another unit; said to be
 * ready to leave; expected before `until` (the end of what is planned for), past or to come; ordered, and no day named.
 */
export function leavesAt(
  { encounter_id }: Tables['stay'],
  unit_id: number,
  mirror: MirrorView,
  until: Instant,
): Instant | undefined {
  const moves = [...keptFor(encounter_id, mirror)].filter(
    (kept) => mirror.bed.get(kept.bed_id)?.unit_id !== unit_id,
  )
  const encounter = mirror.encounter.get(encounter_id)
  return earliest([...moves.map((kept) => dueAt(kept, mirror)), encounter && goesHomeAt(encounter, until)])
}

/** When the patient leaves the hospital by what is on record; undefined: not before `until`. */
export function goesHomeAt(encounter: Tables['encounter'], until: Instant): Instant | undefined {
  const expected = encounter.expected_discharge_at ?? undefined
  const ordered = encounter.discharge_ordered_at ?? undefined
  return earliest([
    encounter.ready_to_leave_at ?? undefined,
    expected === undefined ? ordered : expected < until ? expected : undefined,
  ])
}

/** When the patient a bed is kept for is to come: when they may move, if that is on record; else since it is kept, at once. */
export function dueAt({ made_at, encounter_id }: Reservation, mirror: MirrorView): Instant {
  let ready: Instant | undefined
  for (const request of mirror.bed_request.where('encounter_id', encounter_id))
    if (request.ended_at === null && request.ready_at !== null) ready = earliest([ready, request.ready_at])
  return ready !== undefined && ready > made_at ? ready : made_at
}

/** Whether the encounter's patient lies in a bed of the unit. */
export function liesIn(encounter_id: number, unit_id: number, mirror: MirrorView): boolean {
  for (const stay of mirror.stay.where('encounter_id', encounter_id)) {
    if (isOpenStay(stay) && stay.bed_id !== null && mirror.bed.get(stay.bed_id)?.unit_id === unit_id)
      return true
  }
  return false
}

function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce(
    (first, at) => (first === undefined || (at !== undefined && at < first) ? at : first),
    undefined,
  )
}
