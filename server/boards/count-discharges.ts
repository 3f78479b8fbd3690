/** How many are on the way out, how many left today, and when and after how long. DEFINITIONS section 1. */
import type { DischargeRow, DischargeTotals } from '../../schema/boards/discharges.ts'
import { barrierKinds } from '../../schema/leaving.ts'
import { averageLosDays, percent } from '../../schema/length-of-stay.ts'

/**
 * Before noon is a share of physical departures, deaths and day cases excluded; the mean length of stay is of the very
 * same patients, since the one without the other rewards keeping them until the next morning.
 */
export function countDischarges(rows: Iterable<DischargeRow>): DischargeTotals {
  const all = [...rows]
  const here = all.filter(({ left_at }) => left_at === null)
  const inBed = here.filter(({ bed }) => bed !== null)
  const counted = all.flatMap(({ counted, left_at, admitted_at, before_noon }) =>
    counted && left_at !== null ? [{ left_at, admitted_at, before_noon }] : [],
  )
  const beforeNoon = counted.filter(({ before_noon }) => before_noon).length
  const noCriteria = inBed.filter(({ no_criteria_since }) => no_criteria_since !== null).length
  const count = (wanted: (row: DischargeRow) => boolean): number => here.filter(wanted).length
  const stayed = (nights: number): number => count((row) => row.nights >= nights)
  const open = here.flatMap(({ barriers }) => barriers)
  return {
    here: here.length,
    in_bed: inBed.length,
    expected_today: all.filter(({ expected_today }) => expected_today).length,
    expected_left: all.filter(({ expected_today, left_at }) => expected_today && left_at !== null).length,
    overdue: count(({ overdue }) => overdue),
    ordered: count(({ ordered_at }) => ordered_at !== null),
    held_up: count(({ barriers }) => barriers.length > 0),
    ready: count(({ ready_at }) => ready_at !== null),
    in_lounge: count(({ in_lounge }) => in_lounge),
    left_today: all.length - here.length,
    left_counted: counted.length,
    left_before_noon: beforeNoon,
    before_noon: tenths(percent(beforeNoon, counted.length)),
    average_los: tenths(averageLosDays(counted)),
    no_criteria: noCriteria,
    no_criteria_share: tenths(percent(noCriteria, inBed.length)),
    long_stays: { '7': stayed(7), '14': stayed(14), '21': stayed(21) },
    barriers: Object.fromEntries(
      barrierKinds.map((kind) => [kind, open.filter((barrier) => barrier.kind === kind).length]),
    ) as DischargeTotals['barriers'], // every kind has its entry
    units: byUnit(all),
  }
}

type OfUnit = DischargeTotals['units'][number]

function byUnit(rows: readonly DischargeRow[]): OfUnit[] {
  const units = new Map<string, OfUnit>()
  for (const { site, unit, expected_today, ready_at, left_at } of rows) {
    const left = left_at !== null
    const ready = ready_at !== null && !left
    if (!expected_today && !ready && !left) continue
    const key = `${site} ${unit}`
    const sum = units.get(key) ?? { site, unit, expected_today: 0, expected_left: 0, ready: 0, left_today: 0 }
    if (expected_today) sum.expected_today += 1
    if (expected_today && left) sum.expected_left += 1
    if (ready) sum.ready += 1
    if (left) sum.left_today += 1
    units.set(key, sum)
  }
  return [...units].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

const tenths = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)
