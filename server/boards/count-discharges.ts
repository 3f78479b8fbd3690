/** How many are on the way out, how many left today, and when and after how long. DEFINITIONS section 1. */
import type { DischargeRow, DischargeTotals } from '../../schema/boards/discharges.ts'
import { barrierKinds } from '../../schema/leaving.ts'
import { averageLosDays, percent } from '../../schema/length-of-stay.ts'
import { Sums, type Tally } from './tally.ts'

/**
 * Before noon is a share of physical departures, deaths and day cases excluded; the mean length of stay is of the very
 * same patients, since the one without the other rewards keeping them until the next morning.
 */
export const dischargeTally = (row: DischargeRow): Tally => ({
  expected_today: row.expected_today,
  expected_left: row.expected_today && row.left_at !== null,
  ...(row.left_at === null ? ofThoseHere(row) : ofThoseGone(row, row.left_at)),
  units: { [unitOf(row)]: inItsUnit(row) },
})

const ofThoseHere = (row: DischargeRow): Tally => ({
  here: true,
  in_bed: row.bed !== null,
  overdue: row.overdue,
  ordered: row.ordered_at !== null,
  held_up: row.barriers.length > 0,
  ready: row.ready_at !== null,
  in_lounge: row.in_lounge,
  no_criteria: row.bed !== null && row.no_criteria_since !== null,
  nights: { '7': row.nights >= 7, '14': row.nights >= 14, '21': row.nights >= 21 },
  barriers: Sums.of(row.barriers.map(({ kind }) => ({ [kind]: true }))).whole,
})

const ofThoseGone = (row: DischargeRow, left_at: string): Tally => ({
  left_today: true,
  left_counted: row.counted,
  left_before_noon: row.counted && row.before_noon,
  stayed_ms: row.counted && Date.parse(left_at) - Date.parse(row.admitted_at),
})

/** A unit nobody leaves counts nothing, and so is left out. */
const inItsUnit = ({ expected_today, ready_at, left_at }: DischargeRow): Tally => ({
  expected_today,
  expected_left: expected_today && left_at !== null,
  ready: ready_at !== null && left_at === null,
  left_today: left_at !== null,
})

/** As one name, which sorts by site and unit. (No site has a space in its name.) */
const unitOf = ({ site, unit }: DischargeRow): string => `${site} ${unit}`

export function dischargeTotals(sums: Sums): DischargeTotals {
  const [in_bed, no_criteria] = [sums.of('in_bed'), sums.of('no_criteria')]
  const [left_counted, left_before_noon] = [sums.of('left_counted'), sums.of('left_before_noon')]
  const nights = sums.under('nights')
  return {
    here: sums.of('here'),
    in_bed,
    expected_today: sums.of('expected_today'),
    expected_left: sums.of('expected_left'),
    overdue: sums.of('overdue'),
    ordered: sums.of('ordered'),
    held_up: sums.of('held_up'),
    ready: sums.of('ready'),
    in_lounge: sums.of('in_lounge'),
    left_today: sums.of('left_today'),
    left_counted,
    left_before_noon,
    before_noon: tenths(percent(left_before_noon, left_counted)),
    average_los: tenths(averageLosDays(sums.of('stayed_ms'), left_counted)),
    no_criteria,
    no_criteria_share: tenths(percent(no_criteria, in_bed)),
    long_stays: { '7': nights.of('7'), '14': nights.of('14'), '21': nights.of('21') },
    barriers: Object.fromEntries(
      barrierKinds.map((kind) => [kind, sums.under('barriers').of(kind)]),
    ) as DischargeTotals['barriers'], // every kind has its entry
    units: sums.under('units').names.map((name) => ofUnit(name, sums.under('units').under(name))),
  }
}

function ofUnit(name: string, sums: Sums): DischargeTotals['units'][number] {
  const end = name.indexOf(' ')
  return {
    site: name.slice(0, end),
    unit: name.slice(end + 1),
    expected_today: sums.of('expected_today'),
    expected_left: sums.of('expected_left'),
    ready: sums.of('ready'),
    left_today: sums.of('left_today'),
  }
}

const tenths = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)
