/** The board `capacity`: what each unit can take, now, after the moves already decided, and hour by hour. */
import type { CapacityNumbers, CapacityRow, CapacityTotals } from '../../schema/boards/capacity.ts'
import { inpatientLevels, levelOfCare, levelsOfCare } from '../../schema/care.ts'
import type { Instant } from '../../schema/terms.ts'
import type { ChangeOf, MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { bedNow, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { occupancy } from './count-beds.ts'
import { dueAt, keptFor, leavesAt, liesIn } from './decided-moves.ts'
import { hoursAhead, sumHours } from './hours-ahead.ts'
import { horizonOf } from './local-day.ts'

export const capacity: Board<CapacityRow, CapacityTotals> = {
  touched: {
    unit: ({ key }) => [key],
    *bed(change, mirror) {
      for (const { unit_id, bed_id } of sidesOf(change)) {
        yield String(unit_id)
        // Whether a move leads out of a unit depends on where the bed that is kept stands.
        for (const { encounter_id } of mirror.reservation.where('bed_id', bed_id))
          yield* unitsOf(encounter_id, mirror)
        for (const { encounter_id } of mirror.stay.where('bed_id', bed_id))
          yield* unitsOf(encounter_id, mirror)
      }
    },
    *stay(change, mirror) {
      for (const { unit_id, bed_id, encounter_id } of sidesOf(change))
        yield* [String(unit_id), ...unitOfBed(bed_id, mirror), ...unitsOf(encounter_id, mirror)]
    },
    *reservation(change, mirror) {
      for (const { bed_id, encounter_id } of sidesOf(change))
        yield* [...unitOfBed(bed_id, mirror), ...unitsOf(encounter_id, mirror)]
    },
    *bed_request(change, mirror) {
      for (const { encounter_id } of sidesOf(change)) yield* unitsOf(encounter_id, mirror)
    },
    *turnover(change, mirror) {
      for (const { bed_id } of sidesOf(change)) yield* unitOfBed(bed_id, mirror)
    },
    encounter: ({ key }, mirror) => unitsOf(Number(key), mirror),
    *site({ key }, mirror) {
      for (const { unit_id } of mirror.unit.where('site', key)) yield String(unit_id)
    },
    clock: unitsWithNewHour,
  },

  *keys(mirror) {
    for (const { unit_id } of mirror.unit.all()) yield String(unit_id)
  },

  row(key, mirror) {
    const unit = mirror.unit.get(key)
    const site = unit && mirror.site.get(unit.site)
    if (!site) return undefined
    const horizon = horizonOf(mirror.now, site.time_zone)
    const { numbers, leaving, coming } = numbersOf(unit, mirror, horizon.until)
    return {
      key,
      site: unit.site,
      unit: unit.code,
      name: unit.name,
      kind: unit.kind,
      position: unit.position,
      care: levelOfCare(unit.kind),
      specialties: unit.specialties,
      ...numbers,
      hours: hoursAhead(numbers.occupied, { leaving, coming }, horizon),
    }
  },

  at: (row, place) =>
    (place.site === undefined || row.site === place.site) &&
    (place.unit === undefined || row.unit === place.unit),

  masked: (row) => row, // counts only; small numbers on public screens come with sign-in

  totals(rows) {
    const list = [...rows]
    const inpatient = list.filter(({ care }) => inpatientLevels.some((level) => level === care))
    return {
      inpatient: summed(inpatient),
      by_care: Object.fromEntries(
        levelsOfCare.map((care) => [care, summed(list.filter((row) => row.care === care))]),
      ) as CapacityTotals['by_care'], // every level has its entry
      by_specialty: [...new Set(inpatient.flatMap(({ specialties }) => specialties))]
        .sort()
        .map((specialty) => ({
          specialty,
          ...summed(inpatient.filter((row) => row.specialties.includes(specialty))),
        })),
      hours: sumHours(inpatient.map(({ hours }) => hours)),
    }
  },
}

interface Found {
  numbers: CapacityNumbers
  leaving: Instant[]
  coming: Instant[]
}

function numbersOf(unit: Tables['unit'], mirror: MirrorView, until: Instant): Found {
  const numbers = nothing()
  const leaving: Instant[] = []
  const coming: Instant[] = []
  for (const bed of mirror.bed.where('unit_id', unit.unit_id)) {
    const { state, stay, reservation } = bedNow(bed, mirror)
    const usable = bed.staffed && bed.blocked_at === null
    const leaves = stay && leavesAt(stay, unit.unit_id, mirror, until)
    const emptied = leaves !== undefined || (stay !== undefined && movesFrom(bed, stay, mirror))
    if (leaves !== undefined) leaving.push(leaves)
    if (reservation && !liesIn(reservation.encounter_id, unit.unit_id, mirror))
      coming.push(dueAt(reservation, mirror))
    numbers.available += Number(usable)
    numbers.occupied += Number(stay !== undefined)
    numbers.ready += Number(state === 'ready')
    numbers.unoccupied += Number(usable && !stay)
    numbers.unoccupied_after += Number(usable && !reservation && (!stay || emptied))
    numbers.surge_open += Number(bed.surge && usable)
    numbers.surge_closed += Number(bed.surge && !bed.staffed && bed.blocked_at === null && !stay)
  }
  for (const stay of mirror.stay.where('unit_id', unit.unit_id))
    numbers.unplaced += Number(isOpenStay(stay) && stay.bed_id === null)
  numbers.leaving = leaving.length
  numbers.coming = coming.length
  numbers.occupied_after = numbers.occupied - leaving.length + coming.length
  return { numbers: withShares(numbers), leaving, coming }
}

/** The patient in the bed has another one kept, in whichever unit. */
function movesFrom(bed: Tables['bed'], { encounter_id }: Tables['stay'], mirror: MirrorView): boolean {
  for (const kept of keptFor(encounter_id, mirror)) if (kept.bed_id !== bed.bed_id) return true
  return false
}

const counted = [
  'available',
  'occupied',
  'ready',
  'unoccupied',
  'unplaced',
  'leaving',
  'coming',
  'occupied_after',
  'unoccupied_after',
  'surge_closed',
  'surge_open',
] as const

function nothing(): CapacityNumbers {
  const zeros = Object.fromEntries(counted.map((name) => [name, 0])) as Record<(typeof counted)[number], 0> // each name has its entry
  return { ...zeros, occupancy: null, occupancy_after: null }
}

function summed(rows: readonly CapacityRow[]): CapacityNumbers {
  const sum = nothing()
  for (const row of rows) for (const name of counted) sum[name] += row[name]
  return withShares(sum)
}

const withShares = (numbers: CapacityNumbers): CapacityNumbers => ({
  ...numbers,
  occupancy: occupancy(numbers.occupied, numbers.available),
  occupancy_after: occupancy(numbers.occupied_after, numbers.available),
})

function* unitOfBed(bed_id: number | null, mirror: MirrorView): Generator<string> {
  const bed = bed_id === null ? undefined : mirror.bed.get(bed_id)
  if (bed) yield String(bed.unit_id)
}

/** Where an encounter's patient is or was, and where a bed is kept for them. */
function* unitsOf(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { unit_id, bed_id } of mirror.stay.where('encounter_id', encounter_id))
    yield* [String(unit_id), ...unitOfBed(bed_id, mirror)]
  for (const { bed_id } of mirror.reservation.where('encounter_id', encounter_id))
    yield* unitOfBed(bed_id, mirror)
}

function* unitsWithNewHour({ was, row }: ChangeOf<'clock'>, mirror: MirrorView): Generator<string> {
  for (const unit of mirror.unit.all()) {
    const time_zone = mirror.site.get(unit.site)?.time_zone
    if (!time_zone) continue
    // The clock row came or went: somebody's hand, and any hour may have changed.
    if (!was || !row || hourOf(was.at, time_zone) !== hourOf(row.at, time_zone)) yield String(unit.unit_id)
  }
}

const hourOf = (at: Instant, time_zone: string): Instant | undefined => horizonOf(at, time_zone).starts[0]
