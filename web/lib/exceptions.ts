/** Which beds need somebody now, and in what order. Pure: rows and an instant in, a list out. */
import type { BedRow } from '../../schema/boards/beds.ts'
import { goals } from './goals.ts'

export const severities = ['critical', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

export type ExceptionKind =
  | 'exit-alarm'
  | 'sensor-empty'
  | 'sensor-occupied'
  | 'vacated-long'
  | 'dirty-long'
  | 'cleaning-long'
  | 'discharge-overdue'

export interface Exception {
  /** Of the list: a bed may be in it for more than one reason. */
  key: string
  kind: ExceptionKind
  severity: Severity
  row: BedRow
  /** Since when [ms]. */
  since: number
}

const severityOf = {
  'exit-alarm': 'critical',
  'sensor-empty': 'warning',
  'sensor-occupied': 'warning',
  'vacated-long': 'warning',
  'dirty-long': 'warning',
  'cleaning-long': 'warning',
  'discharge-overdue': 'notice',
} satisfies Record<ExceptionKind, Severity>

/** All of them, gravest first, then oldest first, then by bed so that equals keep their places. */
export function exceptions(rows: Iterable<BedRow>, now: number): Exception[] {
  return [...rows]
    .flatMap((row) => of(row, now))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        a.since - b.since ||
        (a.key < b.key ? -1 : 1),
    )
}

/** The gravest thing about one bed, if anything is the matter. */
export function gravest(row: BedRow, now: number): Exception | undefined {
  return exceptions([row], now)[0]
}

function of(row: BedRow, now: number): Exception[] {
  const found: Exception[] = []
  const add = (kind: ExceptionKind, since: number) =>
    found.push({ key: `${row.key} ${kind}`, kind, severity: severityOf[kind], row, since })

  const alarm = row.sensor?.trust === 'live' ? row.sensor.exit_alarm_since : null
  if (alarm != null) add('exit-alarm', Date.parse(alarm))
  if (row.conflict_since !== null) {
    const since = Date.parse(row.conflict_since)
    if (now - since >= row.conflict_after_s * 1000) {
      add(row.state === 'occupied' ? 'sensor-empty' : 'sensor-occupied', since)
    }
  }
  const since = Date.parse(row.since)
  if (row.state === 'vacated' && now - since >= goals.vacated) add('vacated-long', since)
  if (row.state === 'dirty' && now - since >= goals.dirty) add('dirty-long', since)
  if (row.state === 'cleaning' && now - since >= goals.cleaning) add('cleaning-long', since)
  const expected = row.patient?.expected_discharge_at
  if (row.state === 'occupied' && expected && now - Date.parse(expected) >= goals.overdue) {
    add('discharge-overdue', Date.parse(expected))
  }
  return found
}
