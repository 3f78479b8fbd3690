/** Which beds need somebody now, and in what order. Pure: rows and an instant in, a list out. */
import type { BedRow } from '../../schema/boards/beds.ts'
import type { PlacementRow } from '../../schema/boards/placements.ts'
import type { BedState } from '../../schema/terms.ts'
import { goals } from './goals.ts'

export const severities = ['critical', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

export type BedTrouble =
  | 'exit-alarm'
  | 'sensor-empty'
  | 'sensor-occupied'
  | 'tag-out'
  | 'tag-away'
  | 'vacated-long'
  | 'dirty-long'
  | 'cleaning-long'
  | 'discharge-overdue'
  | 'not-back'

/** A bed is free and its patient known and ready, or somebody has waited for one for too long. */
export type PlacementTrouble = 'act-now' | 'no-bed-long'
export type ExceptionKind = BedTrouble | PlacementTrouble

export interface Exception<K extends ExceptionKind = ExceptionKind> {
  /** Of the list: a bed may be in it for more than one reason. */
  key: string
  kind: K
  severity: Severity
  /** Code of the bed it is about; for a patient in none, of the unit. */
  bed: string
  state: BedState
  /** Since when [ms]. */
  since: number
}

const severityOf = {
  'exit-alarm': 'critical',
  'sensor-empty': 'warning',
  'sensor-occupied': 'warning',
  'tag-out': 'warning',
  'tag-away': 'warning',
  'vacated-long': 'warning',
  'dirty-long': 'warning',
  'cleaning-long': 'warning',
  'discharge-overdue': 'notice',
  'not-back': 'notice',
  'act-now': 'warning',
  'no-bed-long': 'warning',
} satisfies Record<ExceptionKind, Severity>

/** What is the matter with beds, gravest first. */
export function exceptions(rows: Iterable<BedRow>, now: number): Exception<BedTrouble>[] {
  return gravestFirst([...rows].flatMap((row) => ofBed(row, now)))
}

/** What is the matter with those who wait for a bed, gravest first. */
export function placementExceptions(
  rows: Iterable<PlacementRow>,
  now: number,
): Exception<PlacementTrouble>[] {
  return gravestFirst([...rows].flatMap((row) => ofPlacement(row, now)))
}

/** Gravest first, then oldest first, then by bed so that equals keep their places. */
export function gravestFirst<K extends ExceptionKind>(list: readonly Exception<K>[]): Exception<K>[] {
  return [...list].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      a.since - b.since ||
      (a.key < b.key ? -1 : 1),
  )
}

/** The gravest thing about one bed, if anything is the matter. */
export function gravest(row: BedRow, now: number): Exception<BedTrouble> | undefined {
  return exceptions([row], now)[0]
}

function ofPlacement(row: PlacementRow, now: number): Exception<PlacementTrouble>[] {
  const since = row.act_now_since ?? (row.assigned === null ? row.asked_at : null)
  const kind = row.act_now_since === null ? 'no-bed-long' : 'act-now'
  if (since === null || now - Date.parse(since) < goals[kind]) return []
  const bed = row.assigned?.bed ?? row.here_bed ?? row.here_unit ?? row.to_site
  const state = row.assigned?.state ?? 'reserved'
  return [
    { key: `p${row.key} ${kind}`, kind, severity: severityOf[kind], bed, state, since: Date.parse(since) },
  ]
}

function ofBed(row: BedRow, now: number): Exception<BedTrouble>[] {
  const found: Exception<BedTrouble>[] = []
  const { bed, state } = row
  const add = (kind: BedTrouble, since: number) =>
    found.push({ key: `${row.key} ${kind}`, kind, severity: severityOf[kind], bed, state, since })

  const alarm = row.sensor?.trust === 'live' ? row.sensor.exit_alarm_since : null
  if (alarm != null) add('exit-alarm', Date.parse(alarm))
  if (row.conflict_since !== null) {
    const since = Date.parse(row.conflict_since)
    if (now - since >= row.conflict_after_s * 1000) {
      add(row.state === 'occupied' ? 'sensor-empty' : 'sensor-occupied', since)
    }
  }
  const away = row.patient?.away
  // A patient on the way to an examination is elsewhere too; so the same patience as with a sensor. Whom somebody said to
  // be away may be where they are; to be elsewhere in the house is not to be at a way out of it.
  const seen = row.tag?.out ? 'tag-out' : 'tag-away'
  const since = row.tag?.away_since
  const explained = away != null && (away.kind === 'leave' || seen === 'tag-away')
  if (since != null && !explained && now - Date.parse(since) >= row.conflict_after_s * 1000)
    add(seen, Date.parse(since))
  if (away?.expected_at != null && now - Date.parse(away.expected_at) >= goals['not-back'])
    add('not-back', Date.parse(away.expected_at))
  // By the goals of its unit; a cleaning that is paused is past none.
  const due = row.turn?.due_at
  if (due && now >= Date.parse(due)) {
    const since = Date.parse(row.since)
    if (row.state === 'vacated') add('vacated-long', since)
    if (row.state === 'dirty') add('dirty-long', since)
    if (row.state === 'cleaning') add('cleaning-long', since)
  }
  const expected = row.patient?.expected_discharge_at
  if (row.state === 'occupied' && expected && now - Date.parse(expected) >= goals.overdue) {
    add('discharge-overdue', Date.parse(expected))
  }
  return found
}
