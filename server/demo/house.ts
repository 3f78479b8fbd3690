/** What the demo's people know of the house at a moment, and what they can see in it at a glance. Pure. */
import type { EncounterClass, Sex, SexRule } from '../../schema/terms.ts'
import { roleOfUnit, type Role } from './layout.ts'

/** Instants are [ms since 1970]. */
export interface House {
  beds: ReadonlyMap<number, Bed>
  patients: ReadonlyMap<number, Patient>
}

export interface Bed {
  bed_id: number
  code: string
  unit: string
  sensor: string | null
  sex_rule: SexRule
  staffed: boolean
  block_note: string | null
  blocked_at: number | null
  turn: { stage: 'vacated' | 'dirty' | 'cleaning'; since: number } | null
  /** Who lies here, by the record. */
  encounter_id: number | null
  reserved_for: number | null
}

/** Somebody with an open encounter and an open stay. */
export interface Patient {
  encounter_id: number
  sex: Sex
  birth_date: string | null
  class: EncounterClass
  expected_discharge_at: number | null
  unit: string
  bed_id: number | null
  came_here_at: number
  reserved_bed_id: number | null
}

export const roleOf = (place: { unit: string }): Role | undefined => roleOfUnit.get(place.unit)

/** Clean, staffed, not blocked, nobody's. */
export const isReady = (bed: Bed): boolean =>
  bed.staffed &&
  bed.blocked_at === null &&
  bed.turn === null &&
  bed.encounter_id === null &&
  bed.reserved_for === null

export const admitsSex = (bed: Pick<Bed, 'sex_rule'>, sex: Sex): boolean =>
  bed.sex_rule === 'any' || (sex !== 'female' && sex !== 'male') || bed.sex_rule === sex

/** The beds of such units that this patient could have now. @param taken beds somebody was given a moment ago. */
export function bedsFor(house: House, role: Role, sex: Sex, taken: ReadonlySet<number>): Bed[] {
  return [...house.beds.values()].filter(
    (bed) => roleOf(bed) === role && isReady(bed) && !taken.has(bed.bed_id) && admitsSex(bed, sex),
  )
}

/** Occupied of the staffed, unblocked beds on the wards: without the emergency department and day surgery. 0 to 1. */
export function wardOccupancy(house: House): number {
  let open = 0
  let occupied = 0
  for (const bed of house.beds.values()) {
    const role = roleOf(bed)
    if (role === undefined || role === 'ed' || role === 'day') continue
    if (bed.encounter_id !== null) occupied++
    if (bed.encounter_id !== null || (bed.staffed && bed.blocked_at === null)) open++
  }
  return open === 0 ? 1 : occupied / open
}
