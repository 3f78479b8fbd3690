/** The board `capacity`: what each unit can take, now, after the moves already decided, and hour by hour. */
import type { CapacityNumbers, CapacityRow, CapacityTotals } from '../../schema/boards/capacity.ts'
import { inpatientLevels, levelOfCare, levelsOfCare } from '../../schema/care.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { bedNow, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { occupancy } from './count-beds.ts'
import { dueAt, keptFor, leavesAt, liesIn } from './decided-moves.ts'
import { hoursAhead, hoursTally, sumHours } from './hours-ahead.ts'
import { horizonOf } from './local-day.ts'
import { numbersOf, type Sums } from './tally.ts'

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
  },

  *keys(mirror) {
    for (const { unit_id } of mirror.unit.all()) yield String(unit_id)
  },

  row(key, mirror) {
    const unit = mirror.unit.get(key)
    const site = unit && mirror.site.get(unit.site)
    if (!site) return undefined
    const horizon = horizonOf(mirror.now, site.time_zone)
    const { numbers, leaving, coming } = figuresOf(unit, mirror, horizon.until)
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

  until: ({ hours }) => hours[1]?.hour ?? null, // the hour that runs is over

  at: (row) => [row],

  masked: (row) => row, // counts only; in public they are rounded besides (in-public.ts)

  tally(row) {
    const numbers = { units: true, ...numbersOf(row, counted) } // a unit of nothing is named too
    const isInpatient = inpatientLevels.some((level) => level === row.care)
    return {
      care: { [row.care]: numbers },
      ...(isInpatient && {
        inpatient: numbers,
        specialty: Object.fromEntries(row.specialties.map((specialty) => [specialty, numbers])),
        hours: hoursTally(row.hours),
      }),
    }
  },

  totals(sums) {
    const specialties = sums.under('specialty')
    return {
      inpatient: numbersIn(sums.under('inpatient')),
      by_care: Object.fromEntries(
        levelsOfCare.map((care) => [care, numbersIn(sums.under('care').under(care))]),
      ) as CapacityTotals['by_care'], // every level has its entry
      by_specialty: specialties.names.map((specialty) => ({
        specialty,
        ...numbersIn(specialties.under(specialty)),
      })),
      hours: sumHours(sums.under('inpatient').of('occupied'), sums.under('hours')),
    }
  },
}

interface Found {
  numbers: CapacityNumbers
  leaving: Instant[]
  coming: Instant[]
}

function figuresOf(unit: Tables['unit'], mirror: MirrorView, until: Instant): Found {
  const numbers = { ...none }
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

const none = Object.fromEntries(counted.map((name) => [name, 0])) as Record<(typeof counted)[number], number> // each name has its entry

function numbersIn(sums: Sums): CapacityNumbers {
  const numbers = Object.fromEntries(counted.map((name) => [name, sums.of(name)]))
  return withShares(numbers as Record<(typeof counted)[number], number>) // each name has its entry
}

const withShares = (numbers: Record<(typeof counted)[number], number>): CapacityNumbers => ({
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
