/** What became of a unit's inpatients today, what was planned of it, and how many there were at midnight. DEFINITIONS section 1. */
import type { Census } from '../../schema/boards/admissions.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import type { Move } from './count-admissions.ts'
import { admittedSince, wasHereAt, type InpatientStay } from './inpatient-stays.ts'
import { endOfDay, startOfDay, startOfDayBefore } from './local-day.ts'

export interface Days {
  yesterday: Instant
  today: Instant
  end: Instant
}
export function daysOf({ time_zone }: Tables['site'], now: Instant): Days {
  return {
    yesterday: startOfDayBefore(now, time_zone),
    today: startOfDay(now, time_zone),
    end: endOfDay(now, time_zone),
  }
}

/** From bed to bed within the unit is no move of it. */
export function moved(held: readonly InpatientStay[], unit_id: number, today: Instant): Move[] {
  return held.flatMap(({ began_at, ended_at, from, to }): Move[] => [
    ...(began_at >= today && from !== unit_id
      ? [{ what: from === null ? 'admissions' : 'transfers_in', at: began_at } as const]
      : []),
    ...(ended_at !== null && ended_at >= today && to !== unit_id
      ? [{ what: to === null ? 'discharges' : 'transfers_out', at: ended_at } as const]
      : []),
  ])
}

/** The plan is as it stands: of those who came when they were announced for, and of those here or gone when they were expected to go. */
export function planned(held: readonly InpatientStay[], { today, end }: Days): Move[] {
  return held.flatMap(({ encounter, began_at, ended_at, from, to }): Move[] => {
    const { expected_arrival_at: announced, expected_discharge_at: expected } = encounter
    const came = from === null && began_at >= today && announced !== null && announced < end
    const isOrLeft = ended_at === null || (to === null && ended_at >= today)
    return [
      ...(came ? [{ what: 'planned_admissions', at: announced } as const] : []),
      ...(isOrLeft && expected !== null && expected < end
        ? [{ what: 'planned_discharges', at: expected } as const]
        : []),
    ]
  })
}

export type CensusOfStays = Omit<Census, 'undated'>

export const nobody: CensusOfStays = {
  here: 0,
  midnight: 0,
  midnight_before: 0,
  same_day: 0,
  patient_days: 0,
  admissions_planned: 0,
  discharges_planned: 0,
  put_off: 0,
}

export function censusOf(
  held: readonly InpatientStay[],
  { yesterday, today, end }: Days,
  { mirror, sameDayCounts }: { mirror: MirrorView; sameDayCounts: boolean },
): CensusOfStays {
  const count = (wanted: (stay: InpatientStay) => boolean): number => held.filter(wanted).length
  const left = ({ ended_at, to }: InpatientStay, from: Instant, until: Instant): boolean =>
    to === null && ended_at !== null && ended_at >= from && ended_at < until
  const withinADay = (stay: InpatientStay, from: Instant, until: Instant): boolean =>
    left(stay, from, until) && admittedSince(stay.encounter.encounter_id, from, mirror)
  const midnight = count((stay) => wasHereAt(stay, today))
  const sameDayBefore = count((stay) => withinADay(stay, yesterday, today))
  return {
    here: count(({ ended_at }) => ended_at === null),
    midnight,
    midnight_before: count((stay) => wasHereAt(stay, yesterday)),
    same_day: count((stay) => withinADay(stay, today, FOREVER)),
    patient_days: midnight + (sameDayCounts ? sameDayBefore : 0),
    admissions_planned: count(
      ({ encounter, began_at, from }) =>
        from === null && began_at >= today && encounter.expected_arrival_at !== null,
    ),
    discharges_planned: count(
      (stay) => left(stay, today, FOREVER) && isBefore(stay.encounter.expected_discharge_at, end),
    ),
    put_off: count(
      ({ encounter: { first_expected_discharge_at, expected_discharge_at, expected_said_at }, ended_at }) =>
        ended_at === null &&
        isBefore(first_expected_discharge_at, end) &&
        !isBefore(expected_discharge_at, end) &&
        expected_said_at !== null &&
        expected_said_at >= today,
    ),
  }
}

const FOREVER: Instant = '9999'
const isBefore = (at: Instant | null, end: Instant): boolean => at !== null && at < end
