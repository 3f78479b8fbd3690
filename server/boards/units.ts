/** The board `units`: how many beds of each unit are what, and who came and went today. */
import type { UnitRow, UnitTotals } from '../../schema/boards/units.ts'
import type { AbsenceKind } from '../../schema/commands/visits.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { absenceOf } from './away.ts'
import { bedNow, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { bedCounts, bedTally, countedBeds, type Countable } from './count-beds.ts'
import { endOfDay, startOfDay } from './local-day.ts'
import { stayAfter, stayBefore } from './neighbouring-stays.ts'
import { Sums, numbersOf } from './tally.ts'

export const units: Board<UnitRow, UnitTotals> = {
  touched: {
    unit: ({ key }) => [key],
    *bed(change) {
      for (const { unit_id } of sidesOf(change)) yield String(unit_id)
    },
    // A stay is in or out of its unit by what the encounter's other stays are.
    *stay(change, mirror) {
      for (const { unit_id, encounter_id, bed_id } of sidesOf(change)) {
        yield* [String(unit_id), ...unitsOfEncounter(encounter_id, mirror)]
        yield* unitOfBed(bed_id, mirror) // another one, if the bed was wheeled there with its patient
      }
    },
    turnover: unitsOfBeds,
    reservation: unitsOfBeds,
    *absence(change, mirror) {
      for (const { encounter_id } of sidesOf(change))
        for (const { bed_id } of mirror.stay.where('encounter_id', encounter_id))
          yield* unitOfBed(bed_id, mirror)
    },
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
    const beds = [...bedsOf(unit, mirror)]
    const away = (kind: AbsenceKind): number => beds.filter((bed) => bed.away === kind).length
    const today = startOfDay(mirror.now, site.time_zone)
    const stays = [...mirror.stay.where('unit_id', unit.unit_id)].filter(
      ({ cancelled_at }) => cancelled_at === null,
    )
    const came = stays.filter(({ began_at }) => began_at >= today).map((stay) => stayBefore(stay, mirror))
    const went = stays
      .filter(({ ended_at }) => ended_at !== null && ended_at >= today)
      .map((stay) => stayAfter(stay, mirror))
    return {
      key,
      site: unit.site,
      unit: unit.code,
      name: unit.name,
      kind: unit.kind,
      position: unit.position,
      ...bedCounts(Sums.of(beds.map(bedTally))),
      unplaced: stays.filter((stay) => isOpenStay(stay) && stay.bed_id === null).length,
      on_leave: away('leave'),
      elsewhere: away('elsewhere'),
      // A move from bed to bed within a unit is neither in nor out.
      in_today: came.filter((before) => before?.unit_id !== unit.unit_id).length,
      out_today: went.filter((after) => after?.unit_id !== unit.unit_id).length,
      admissions_today: came.filter((before) => before === undefined).length,
      discharges_today: went.filter((after) => after === undefined).length,
    }
  },

  until: ({ site }, mirror) => endOfDay(mirror.now, mirror.site.get(site)?.time_zone ?? ''),

  at: (row) => [row],

  masked: (row) => row, // counts only; in public they are rounded besides (in-public.ts)

  tally: (row) => ({ ...countedBeds(row), ...numbersOf(row, summed) }),
  totals(sums) {
    const numbers = Object.fromEntries(summed.map((name) => [name, sums.of(name)]))
    return { ...bedCounts(sums), ...(numbers as Record<(typeof summed)[number], number>) } // each name has its entry
  },
}

/** Beside the beds. */
const summed = ['unplaced', 'on_leave', 'elsewhere', 'admissions_today', 'discharges_today'] as const

type CountedBed = Countable & { away: AbsenceKind | undefined }
function* bedsOf(unit: Tables['unit'], mirror: MirrorView): Generator<CountedBed> {
  for (const bed of mirror.bed.where('unit_id', unit.unit_id)) {
    const { state, stay } = bedNow(bed, mirror)
    const away = stay && absenceOf(stay.encounter_id, mirror)?.kind
    yield { state, unusable: !bed.staffed || bed.blocked_at !== null, away }
  }
}

function* unitsOfEncounter(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { unit_id } of mirror.stay.where('encounter_id', encounter_id)) yield String(unit_id)
}

type NamesBed = { bed_id: number }
function* unitsOfBeds(
  change: { was: NamesBed | undefined; row: NamesBed | undefined },
  mirror: MirrorView,
): Generator<string> {
  for (const { bed_id } of sidesOf(change)) yield* unitOfBed(bed_id, mirror)
}

function* unitOfBed(bed_id: number | null, mirror: MirrorView): Generator<string> {
  const bed = bed_id === null ? undefined : mirror.bed.get(bed_id)
  if (bed) yield String(bed.unit_id)
}
