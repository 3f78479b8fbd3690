/** What somebody in an emergency department is there for now: where they are, what is next, which lines they come near. */
import type { EdRow } from '../../schema/boards/ed.ts'
import {
  edLines,
  startingEdSettings,
  type EdAction,
  type EdLine,
  type EdLines,
  type EdSettings,
  type EdStage,
} from '../../schema/emergency.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { bedNow } from './bed-state.ts'

type Visit = Tables['ed_visit']

/** By what rules a site's department goes. */
export function edSettingsOf(site: string, mirror: MirrorView): EdSettings {
  const set = mirror.ed_setting.get(site)
  if (!set) return startingEdSettings
  return {
    scale: set.scale,
    own_categories: set.own_categories,
    lines: {
      space: set.space_min,
      boarding: set.boarding_min,
      stay: set.stay_min,
      'four-hour': set.four_hour_min,
      'twelve-hour': set.twelve_hour_min,
    },
    nedocs_counts: set.nedocs_counts,
    nedocs_cap: set.nedocs_cap,
  }
}

/** Those in a department now. */
export const isHere = ({ left_at, cancelled_at }: Visit): boolean => left_at === null && cancelled_at === null

/** Admitted they board, wherever they lie; who has had a space is in treatment, also while they are at imaging. */
export function stageOf({ space_at, decided_at }: Pick<Visit, 'space_at' | 'decided_at'>): EdStage {
  if (decided_at !== null) return 'boarding'
  return space_at === null ? 'waiting' : 'treatment'
}

/** From when a line counts for a visit; null: not yet. And when it stopped: for who got a space, or has left. */
export function spanOf(
  visit: Visit,
  line: EdLine,
): {
  from: Instant | null
  until: Instant | null
} {
  if (line === 'space') return { from: visit.arrived_at, until: earliest(visit.space_at, visit.left_at) }
  return { from: line === 'boarding' ? visit.decided_at : visit.arrived_at, until: visit.left_at }
}

/** The last instant that is still within a line: what takes longer has passed it. */
export const passedAt = (from: Instant, minutes: number): Instant =>
  new Date(Date.parse(from) + minutes * 60_000).toISOString()

/** Lines that still run, or were passed, for somebody who is here; in the order in which they are reached. */
export function linesOf(visit: Visit, lines: EdLines, now: Instant): EdRow['lines'] {
  return edLines
    .flatMap((line) => {
      const minutes = lines[line]
      const { from, until } = spanOf(visit, line)
      if (minutes === null || from === null) return []
      const at = passedAt(from, minutes)
      const passed = at < (until ?? now)
      return until !== null && !passed ? [] : [{ line, at, passed }] // met
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** The bed on a ward that was asked for last, and the one that is kept. */
export function requestOf(encounter_id: number, mirror: MirrorView): EdRow['request'] {
  const open = [...mirror.bed_request.where('encounter_id', encounter_id)]
    .filter(({ ended_at }) => ended_at === null)
    .sort((a, b) => b.request_id - a.request_id)[0]
  if (!open) return null
  const { request_id, asked_at, level, priority, unit_id } = open
  return {
    request_id,
    asked_at,
    level,
    priority,
    unit: unit_id === null ? null : (mirror.unit.get(unit_id)?.code ?? null),
    kept: keptFor(encounter_id, mirror),
  }
}

function keptFor(encounter_id: number, mirror: MirrorView): NonNullable<EdRow['request']>['kept'] {
  const kept = [...mirror.reservation.where('encounter_id', encounter_id)]
    .filter(({ ended_at }) => ended_at === null)
    .sort((a, b) => b.reservation_id - a.reservation_id)[0]
  const bed = kept && mirror.bed.get(kept.bed_id)
  if (!bed) return null
  return { bed: bed.code, unit: mirror.unit.get(bed.unit_id)?.code ?? '', state: bedNow(bed, mirror).state }
}

/** What somebody has to do next. */
export function nextAction(
  visit: Visit,
  { ordered, request }: { ordered: boolean; request: EdRow['request'] },
): EdAction {
  if (visit.decided_at !== null) {
    if (!request) return 'ask-bed'
    if (!request.kept) return 'find-bed'
    return request.kept.state === 'reserved' ? 'move' : 'await-bed'
  }
  if (ordered) return 'leave'
  if (visit.triaged_at === null) return 'triage'
  if (visit.space_at === null) return 'space'
  return visit.seen_at === null ? 'see' : 'decide'
}

export function earliest(...instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((least, at) => (at !== null && (least === null || at < least) ? at : least), null)
}
