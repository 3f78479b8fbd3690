/**
 * The best beds for a patient who waits for one, and of every other bed why it is not among them. Pure: rows in, codes out;
 * screens put them into words. Hard rules are never weighed against anything: a bed that breaks one is passed over.
 * docs/placement.md explains rules and weights.
 */
import type { BedRow } from '../boards/beds.ts'
import type { BedFeature, Instant, Sex, UnitKind } from '../terms.ts'
import { readiness, type Readiness } from './readiness.ts'
import { preferences, type Reason } from './preferences.ts'
import { whyNot, type WhyNot } from './why-not.ts'
import type { NeededLevel, Precaution } from './words.ts'

/** Who waits and what they need: what a row of the board `placements` says at level full, and no more. */
export interface Asked {
  to_site: string
  patient: { encounter_id: number | null; sex: Sex | null; precautions: readonly Precaution[] }
  here_unit: string | null
  site: string
  unit: string | null
  unit_kind: UnitKind | null
  level: NeededLevel
  features: readonly BedFeature[]
  specialty: string | null
  declines: readonly { unit: string; bed: string | null }[]
}

/** What is asked of a bed: part of a row of the board `beds` at level full. */
export type BedToPlace = Pick<
  BedRow,
  | 'key'
  | 'site'
  | 'unit'
  | 'unit_kind'
  | 'level'
  | 'specialties'
  | 'room'
  | 'bed'
  | 'state'
  | 'since'
  | 'features'
  | 'sex_rule'
  | 'staffed'
  | 'surge'
  | 'turn_goal_min'
  | 'clean_goal_min'
> & {
  blocked: object | null
  patient: {
    encounter_id: number | null
    precautions: readonly Precaution[]
    expected_discharge_at: Instant | null
  } | null
  reserved: { encounter_id: number | null; precautions: readonly Precaution[] } | null
}

export interface Suggestion<B extends BedToPlace = BedToPlace> {
  bed: B
  /** 1: the best. */
  rank: number
  /** When it can be lain in: now, or from about then. */
  ready: Readiness
  reasons: Reason[]
}

export interface PassedOver<B extends BedToPlace = BedToPlace> {
  bed: B
  why: WhyNot[]
}

/** What a bed's room holds beside the bed itself. */
export interface Room {
  beds: number
  /** The precautions of those who lie in it or for whom one of its beds is kept, but for who waits. */
  mates: (readonly Precaution[])[]
}

/**
 * @param beds of the site where the bed is wanted, and of others (left out); all beds of a room, since who lies there counts
 * @param now for when beds will be ready: the instant of the picture
 * @returns suggestions, the best first (beds that are ready before those that will be, then by preference, then the sooner),
 *   and all other beds of the site with every hard rule they break; whatever the order of `beds`
 */
export function suggest<B extends BedToPlace>(
  asked: Asked,
  beds: Iterable<B>,
  now: Instant,
): { suggestions: Suggestion<B>[]; passedOver: PassedOver<B>[] } {
  const here = [...beds].filter((bed) => bed.site === asked.to_site)
  const rooms = roomsOf(here)
  const fit: (Omit<Suggestion<B>, 'rank'> & { score: number })[] = []
  const passedOver: PassedOver<B>[] = []
  for (const bed of here) {
    const room = roomOf(bed, rooms, asked)
    const ready = readiness(bed, now)
    const why = whyNot(asked, bed, room, ready)
    if (why.length > 0 || ready === undefined) passedOver.push({ bed, why })
    else {
      const reasons = preferences(asked, bed, room)
      fit.push({ bed, ready, reasons, score: reasons.reduce((sum, { weight }) => sum + weight, 0) })
    }
  }
  fit.sort(
    (a, b) =>
      Number(a.ready !== 'now') - Number(b.ready !== 'now') ||
      b.score - a.score ||
      compare(instantOf(a.ready), instantOf(b.ready)) ||
      compare(a.bed.key, b.bed.key),
  )
  passedOver.sort((a, b) => compare(a.bed.key, b.bed.key))
  return {
    suggestions: fit.map(({ bed, ready, reasons }, n) => ({ bed, rank: n + 1, ready, reasons })),
    passedOver,
  }
}

const instantOf = (ready: Readiness): string => (ready === 'now' ? '' : ready.from)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const roomKey = (bed: BedToPlace): string => `${bed.site} ${bed.unit} ${bed.room}`

function roomsOf<B extends BedToPlace>(beds: readonly B[]): Map<string, B[]> {
  const rooms = new Map<string, B[]>()
  for (const bed of beds) {
    const room = rooms.get(roomKey(bed))
    if (room) room.push(bed)
    else rooms.set(roomKey(bed), [bed])
  }
  return rooms
}

function roomOf(bed: BedToPlace, rooms: ReadonlyMap<string, readonly BedToPlace[]>, asked: Asked): Room {
  const others = (rooms.get(roomKey(bed)) ?? []).filter((other) => other.key !== bed.key)
  return {
    beds: others.length + 1,
    mates: others
      .flatMap(({ patient, reserved }) => [patient, reserved])
      .flatMap((mate) => (mate && !isWhoWaits(mate, asked) ? [mate.precautions] : [])),
  }
}

/** Whether this is the patient who waits. */
export const isWhoWaits = (one: { encounter_id: number | null }, { patient }: Asked): boolean =>
  one.encounter_id !== null && one.encounter_id === patient.encounter_id
