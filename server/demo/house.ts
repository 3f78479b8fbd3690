/** What the demo's people know of the house at a moment, and what they can see in it at a glance. Pure. */
import type { JobRole } from '../../schema/jobs.ts'
import type { NeededLevel, Precaution } from '../../schema/placement/words.ts'
import type { BedFeature, EncounterClass, Sex, SexRule, UnitKind } from '../../schema/terms.ts'
import { roleOfUnit, type Role } from './layout.ts'

/** Instants are [ms since 1970]. */
export interface House {
  beds: ReadonlyMap<number, Bed>
  patients: ReadonlyMap<number, Patient>
  jobs: readonly PorterJob[]
  /** The demo's own people who are at work. */
  onShift: readonly OnShift[]
  /** On their way to the emergency department, or at its door with a patient nobody has taken over. */
  ambulances: readonly Ambulance[]
  /** Called in by the demo, and not here yet. */
  expected: readonly Expected[]
  /** Attending physicians on duty there, and whether the demo's people said so; null: nobody did. */
  attendings: { count: number; ours: boolean } | null
  /** The demo's own badges. */
  badges: readonly Badge[]
  /** The demo's own location tags. */
  tags: readonly Tag[]
  /** The demo's own vital-sign monitors. */
  monitors: readonly { code: string; bed_id: number | null }[]
}

export interface Expected {
  encounter_id: number
  class: EncounterClass
  sex: Sex
  /** [ms since 1970] */
  at: number
}

export interface Bed {
  bed_id: number
  code: string
  unit: string
  unit_kind: UnitKind
  specialties: string[]
  clean_goal_min: number
  turn_goal_min: number
  room: string
  features: BedFeature[]
  sensor: string | null
  sex_rule: SexRule
  staffed: boolean
  surge: boolean
  block_note: string | null
  blocked_at: number | null
  turn: Turn | null
  /** Who lies here, by the record. */
  encounter_id: number | null
  reserved_for: number | null
}

export interface Turn {
  stage: 'vacated' | 'dirty' | 'cleaning' | 'paused'
  since: number
  isolation: boolean
  /** Who has it. */
  assigned_to: string | null
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
  precautions: (Precaution & { ours: boolean; since: number })[]
  request: Request | null
  ordered_at: number | null
  ready_at: number | null
  /** Need not be in hospital any more, and is. */
  held: boolean
  /** Not in the bed, which stays theirs. */
  away: Away | null
  barriers: Barrier[]
  /** Their visit to the emergency department, while they are in it. */
  emergency: Emergency | null
  /** The last set that somebody took, and how soon the next is due by it. */
  observed: { at: number; every_min: number } | null
  /** A monitor's set nobody has confirmed. */
  unconfirmed: number | null
}

export interface Emergency {
  arrived_at: number
  triaged_at: number | null
  category: number | null
  seen_at: number | null
}

export interface Ambulance {
  ambulance_id: number
  category: number | null
  complaint: string | null
  expected_at: number | null
  announced_at: number
  /** null: on its way. */
  arrived_at: number | null
  /** Whom it brought, once they are on record. */
  encounter_id: number | null
  ours: boolean
}

export interface Request {
  request_id: number
  unit: string | null
  unit_kind: UnitKind | null
  level: NeededLevel
  features: BedFeature[]
  specialty: string | null
  asked_at: number
  ready_at: number | null
  declined: { unit: string; bed: string | null }[]
  /** Asked for by the demo's people; others' requests are theirs to place. */
  ours: boolean
}

export interface Away {
  since: number
  expected_at: number | null
  /** Said by the demo's people; others' are theirs to call back. */
  ours: boolean
}

export interface Barrier {
  barrier_id: number
  kind: string
  raised_at: number
  /** Raised by the demo's people; others' are theirs to clear. */
  ours: boolean
}

/** A patient to be brought somewhere. */
export interface PorterJob {
  porter_job_id: number
  encounter_id: number | null
  from: string
  to: string
  stage: 'waiting' | 'under-way' | 'paused'
  since: number
  assigned_to: string | null
  ours: boolean
}

export interface Badge {
  code: string
  /** Whose it is. */
  person: string | null
}

export interface Tag {
  code: string
  /** Whom it was put on; they may have left since, and then it is free. */
  encounter_id: number | null
}

export interface OnShift {
  person: string
  role: JobRole
  zone: string | null
}

export const roleOf = (place: { unit: string }): Role | undefined => roleOfUnit.get(place.unit)

/** What the demo's people are called in the record. Who is called otherwise is a person at a console, or another system. */
export const OURS = 'demo: '
export const isOurs = (who: string | null): boolean => who?.startsWith(OURS) ?? false

export const badgeOf = (person: string, { badges }: House): string | undefined =>
  badges.find((badge) => badge.person === person)?.code

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
  const ready = [...house.beds.values()].filter(
    (bed) => roleOf(bed) === role && isReady(bed) && !taken.has(bed.bed_id) && admitsSex(bed, sex),
  )
  return ready.filter((bed) => !isolatedRoom(house, bed))
}

/** Somebody under precautions lies in the room or is awaited there. */
function isolatedRoom(house: House, { unit, room }: Bed): boolean {
  for (const bed of house.beds.values()) {
    if (bed.unit !== unit || bed.room !== room) continue
    for (const encounter of [bed.encounter_id, bed.reserved_for]) {
      if ((house.patients.get(encounter ?? -1)?.precautions.length ?? 0) > 0) return true
    }
  }
  return false
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
