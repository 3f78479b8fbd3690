/** The board `admissions`: today's coming and going of inpatients by unit and hour, the plan beside it, and the midnight census. */
import type { AdmissionRow, AdmissionTotals } from '../../schema/boards/admissions.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { comingOf, towardsSite, towardsUnit, type Coming } from './coming.ts'
import { admissionTally, admissionTotals, byHour, flowsOf, tonightOf, type Move } from './count-admissions.ts'
import { goesHomeAt } from './decided-moves.ts'
import { censusOf, daysOf, moved, nobody, planned, type CensusOfStays } from './inpatient-day.ts'
import { inpatientStay } from './inpatient-stays.ts'
import { endOfDay } from './local-day.ts'
import { hoursOfDay } from './local-hours.ts'

/** Keys are units; and sites, after this, for those who are to come to a unit nobody knows yet. */
const UNKNOWN = 'to '

export const admissions: Board<AdmissionRow, AdmissionTotals> = {
  touched: {
    unit: ({ key }) => [key],
    *site({ key }, mirror) {
      yield UNKNOWN + key
      for (const { unit_id } of mirror.unit.where('site', key)) yield String(unit_id)
    },
    *stay(change, mirror) {
      for (const { unit_id, encounter_id } of sidesOf(change)) {
        yield String(unit_id)
        yield* rowsOf(encounter_id, mirror)
      }
    },
    *encounter(change, mirror) {
      for (const { site, encounter_id } of sidesOf(change)) {
        yield UNKNOWN + site
        yield* rowsOf(encounter_id, mirror)
      }
    },
    *reservation(change, mirror) {
      for (const { bed_id, encounter_id } of sidesOf(change)) {
        const bed = mirror.bed.get(bed_id)
        if (bed) yield String(bed.unit_id)
        yield* rowsOf(encounter_id, mirror)
      }
    },
    *bed_request(change, mirror) {
      for (const { to_site, unit_id, encounter_id } of sidesOf(change)) {
        yield UNKNOWN + to_site
        if (unit_id !== null) yield String(unit_id)
        yield* rowsOf(encounter_id, mirror)
      }
    },
    // Where a bed that is kept stands is where its patient is to come.
    *bed(change, mirror) {
      for (const { unit_id, bed_id } of sidesOf(change)) {
        yield String(unit_id)
        for (const { encounter_id } of mirror.reservation.where('bed_id', bed_id))
          yield* rowsOf(encounter_id, mirror)
      }
    },
  },

  *keys(mirror) {
    for (const { unit_id } of mirror.unit.all()) yield String(unit_id)
    for (const { site } of mirror.site.all()) yield UNKNOWN + site
  },

  row: (key, mirror) =>
    key.startsWith(UNKNOWN) ? nowhereYet(key, key.slice(UNKNOWN.length), mirror) : ofUnit(key, mirror),

  // What is late is due in the hour that runs; and a day begins with an hour.
  until: ({ hours, site }, mirror) =>
    hours.find(({ hour }) => hour > mirror.now)?.hour ??
    endOfDay(mirror.now, mirror.site.get(site)?.time_zone ?? ''),

  at: ({ site, unit }) => [{ site, unit }],

  masked: (row) => row, // counts only; in public they are rounded besides (in-public.ts)

  tally: admissionTally,
  totals: admissionTotals,
}

function ofUnit(key: string, mirror: MirrorView): AdmissionRow | undefined {
  const unit = mirror.unit.get(key)
  const site = unit && mirror.site.get(unit.site)
  if (!site) return undefined
  const days = daysOf(site, mirror.now)
  const stays = [...mirror.stay.where('unit_id', unit.unit_id)]
  const held = stays.flatMap((stay) => inpatientStay(stay, mirror) ?? [])
  const coming = [...towardsUnit(unit.unit_id, mirror)]
    .flatMap((encounter_id) => comingOf(encounter_id, mirror) ?? [])
    .filter(({ unit_id }) => unit_id === unit.unit_id)
  const going = stays
    .filter((stay) => isOpenStay(stay) && inpatientStay(stay, mirror) !== undefined)
    .flatMap((stay) => leaving(stay, days.end, mirror) ?? [])
  const moves = [
    ...moved(held, unit.unit_id, days.today),
    ...planned(held, days),
    ...arrivals(coming, days.end),
    ...going,
  ]
  return whole(
    { key, site: unit.site, unit: unit.code, name: unit.name, kind: unit.kind, position: unit.position },
    {
      moves,
      census: censusOf(held, days, { mirror, sameDayCounts: site.same_day_counts }),
      undated: undatedIn(coming),
    },
    { site, mirror },
  )
}

/** Who is to come to a site and to no unit of it yet; undefined: nobody, on no day. */
function nowhereYet(key: string, code: string, mirror: MirrorView): AdmissionRow | undefined {
  const site = mirror.site.get(code)
  if (!site) return undefined
  const coming = [...towardsSite(code, mirror)]
    .flatMap((encounter_id) => comingOf(encounter_id, mirror) ?? [])
    .filter((one) => one.unit_id === null && one.site === code)
  if (coming.length === 0) return undefined // who comes another day has a row: the clock finds it when that day begins
  const moves = arrivals(coming, endOfDay(mirror.now, site.time_zone))
  return whole(
    { key, site: code, unit: null, name: '', kind: null, position: 0 },
    { moves, census: nobody, undated: undatedIn(coming) },
    { site, mirror },
  )
}

function arrivals(coming: readonly Coming[], end: Instant): Move[] {
  return coming.flatMap(({ encounter, at, moves }): Move[] => {
    if (at === null || at >= end) return []
    const announced = encounter.awaited && encounter.expected_arrival_at !== null
    return [
      { what: moves ? 'pending_transfers_in' : 'pending_admissions', at },
      ...(announced ? [{ what: 'planned_admissions', at } as const] : []),
    ]
  })
}

const undatedIn = (coming: readonly Coming[]): number => coming.filter(({ at }) => at === null).length

/** For another unit, or home, by the end of the day. */
function leaving(stay: Tables['stay'], end: Instant, mirror: MirrorView): Move | undefined {
  const coming = comingOf(stay.encounter_id, mirror)
  if (coming && coming.at !== null && coming.at < end) return { what: 'pending_transfers_out', at: coming.at }
  const encounter = mirror.encounter.get(stay.encounter_id)
  const home = encounter && goesHomeAt(encounter, end)
  return home === undefined || home >= end ? undefined : { what: 'pending_discharges', at: home }
}

function whole(
  named: Pick<AdmissionRow, 'key' | 'site' | 'unit' | 'name' | 'kind' | 'position'>,
  { moves, census, undated }: { moves: Move[]; census: CensusOfStays; undated: number },
  { site, mirror }: { site: Tables['site']; mirror: MirrorView },
): AdmissionRow {
  const flows = flowsOf(moves)
  return {
    ...named,
    ...flows,
    ...census,
    undated,
    tonight: tonightOf(flows, census.here),
    hours: byHour(moves, hoursOfDay(mirror.now, site.time_zone), mirror.now),
  }
}

/** Every row an encounter may count in: where it was and is, where a bed is kept or asked for, and its site. */
function* rowsOf(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { unit_id } of mirror.stay.where('encounter_id', encounter_id)) yield String(unit_id)
  for (const { bed_id } of mirror.reservation.where('encounter_id', encounter_id)) {
    const bed = mirror.bed.get(bed_id)
    if (bed) yield String(bed.unit_id)
  }
  for (const { to_site, unit_id } of mirror.bed_request.where('encounter_id', encounter_id)) {
    yield UNKNOWN + to_site
    if (unit_id !== null) yield String(unit_id)
  }
  const encounter = mirror.encounter.get(encounter_id)
  if (encounter) yield UNKNOWN + encounter.site
}
