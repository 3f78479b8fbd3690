/** May this patient be put into this bed now? The rules of a ward, some of which a person may knowingly pass over. Pure. */
import type { Override } from '../../../schema/commands/admissions.ts'
import { turnStateOf } from '../../../schema/bed-state.ts'
import { isolationFault } from '../../../schema/placement/isolation.ts'
import { stateOf, type BedNow } from '../beds/bed-now.ts'
import type { RoomNow } from '../beds/room-mates.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Encounter } from './encounter.ts'

/**
 * @param room the bed's room as the patient would find it
 * @param overrides the rules that are passed over knowingly
 * @throws Refused with the first rule in the way. That someone lies there is not one of these rules (bed-taken.ts).
 */
export function refuseBed(bed: BedNow, encounter: Encounter, room: RoomNow, overrides: Override): void {
  refuseFirst([...rules.map((rule) => rule(bed, encounter)), isolationRule(bed, encounter, room)], overrides)
}

/** @throws Refused the first that is not passed over knowingly */
export function refuseFirst(refusals: readonly (Refused | undefined)[], overrides: Override): void {
  const inTheWay = refusals.find((refused) => refused && !overrides.some((code) => code === refused.code))
  if (inTheWay) throw inTheWay
}

/** Precautions keep apart who must not share a room (schema/placement/isolation.ts). */
export function isolationRule(bed: BedNow, encounter: Encounter, room: RoomNow): Refused | undefined {
  const fault = isolationFault(room.mine, room.features, room.mates)
  if (!fault) return undefined
  const kinds = (room.mine.length > 0 ? room.mine : room.mates.flat()).map(({ kind }) => kind)
  const said = [...new Set(kinds)].join(' and ')
  const sentences = {
    'airborne-room': `${encounter.name} is under airborne precautions; bed ${bed.code} has no isolation or negative-pressure room.`,
    'isolation-mix': `${encounter.name} is under ${said} precautions, which others in room ${room.room} do not share.`,
    'isolation-room': `Somebody in room ${room.room} is under ${said} precautions; ${encounter.name} is not.`,
  }
  return new Refused('isolation-rule', sentences[fault], { bed: bed.code, room: room.room, fault, kinds })
}

/** An unknown or other sex passes: the rule is there to give privacy, not to keep a person out of every bed. */
export function sexRule(bed: BedNow, encounter: Encounter): Refused | undefined {
  if (bed.sex_rule === 'any' || (encounter.sex !== 'female' && encounter.sex !== 'male')) return undefined
  if (encounter.sex === bed.sex_rule) return undefined
  return new Refused(
    'sex-rule',
    `Bed ${bed.code} is for ${bed.sex_rule} patients; ${encounter.name} is ${encounter.sex}.`,
    { bed: bed.code, sex_rule: bed.sex_rule },
  )
}

const rules: ((bed: BedNow, encounter: Encounter) => Refused | undefined)[] = [
  function blocked(bed) {
    if (bed.blocked_at === null) return undefined
    return new Refused(
      'bed-blocked',
      `Bed ${bed.code} is blocked (${bed.block_reason}) since ${onTheClock(bed.blocked_at, bed.time_zone)}.`,
      { bed: bed.code, reason: bed.block_reason, since: bed.blocked_at },
    )
  },
  function closed(bed) {
    if (bed.staffed) return undefined
    return new Refused('bed-closed', `Bed ${bed.code} is closed: nobody looks after it.`, {
      bed: bed.code,
      since: stateOf(bed).since,
    })
  },
  function notReady(bed) {
    const turn = turnStateOf(bed.turnover)
    if (!turn) return undefined
    const words = { cleaning: 'is being cleaned', dirty: 'waits for cleaning', vacated: 'was left' } as const
    const word = turn.state in words ? words[turn.state as keyof typeof words] : turn.state
    return new Refused(
      'bed-not-ready',
      `Bed ${bed.code} is not ready: it ${word} since ${onTheClock(turn.since, bed.time_zone)}.`,
      { bed: bed.code, ...turn },
    )
  },
  function reserved(bed, encounter) {
    // Kept for another encounter of theirs (a visit of the emergency department), it is kept for them.
    if (!bed.reservation || bed.reservation.patient_id === encounter.patient_id) return undefined
    const { encounter_id, name, made_at } = bed.reservation
    const message = (whom: string): string =>
      `Bed ${bed.code} is kept for ${whom} since ${onTheClock(made_at, bed.time_zone)}.`
    const details = { bed: bed.code, since: made_at }
    return new Refused(
      'bed-reserved',
      message(name),
      { ...details, for: { encounter_id, name } },
      { encounter_id, bed: bed.code, unnamed: { message: message('somebody'), details } },
    )
  },
  sexRule,
]
