/**
 * Where a patient was, as a sequence of points: from this instant on, in this place, up to an end. The stays are what
 * the points make up; so moves told late, twice or in any order end in the same stays (RELIABILITY F18). Pure.
 *
 * A point in the place where the patient already was is no move and begins no stay, but it is kept: when a move that
 * happened before it is told later, it becomes the move back. (Ward at 1, X-ray at 2, ward at 3, told as 1, 3, 2.)
 */
import type { Instant } from '../../../schema/terms.ts'
import { later } from '../instants.ts'

export interface Place {
  unit_id: number
  /** null: in the unit, in no bed of it. */
  bed_id: number | null
}

export interface Point {
  at: Instant
  place: Place
}

export interface Span {
  place: Place
  began_at: Instant
  ended_at: Instant | null
}

export interface Stay extends Span {
  stay_id: number
}

/** Points in the order of time, no two at one instant; all before `end`. Instants are in UTC with milliseconds. */
export interface Timeline {
  points: readonly Point[]
  end: Instant | null
}

export const samePlace = (a: Place, b: Place): boolean => a.unit_id === b.unit_id && a.bed_id === b.bed_id

/**
 * The timeline with one more point. Of two points at one instant the one told last counts: hospitals stamp events by
 * the minute, and a sender tells them in the order they happened. A move at the very end puts the end after it.
 */
export function withPoint(timeline: Timeline, point: Point): Timeline {
  const points = [...timeline.points.filter(({ at }) => at !== point.at), point]
  points.sort((a, b) => (a.at < b.at ? -1 : 1))
  return { points, end: timeline.end === point.at ? later(point.at, 1) : timeline.end }
}

/** The timeline that ends at an instant; at the instant of the last move, just after it. */
export function endedAt(timeline: Timeline, end: Instant): Timeline {
  const last = timeline.points.at(-1)
  return { points: timeline.points, end: last?.at === end ? later(end, 1) : end }
}

/** The timeline without its last move: the patient is, and stays, where they were before. undefined: there was none. */
export function withoutLastMove(timeline: Timeline): Timeline | undefined {
  const moves = staysOf(timeline)
  const last = moves.at(-1)
  if (!last || moves.length < 2) return undefined
  return { points: timeline.points.filter(({ at }) => at < last.began_at), end: timeline.end }
}

/** Where the patient was at an instant. */
export function placeAt(timeline: Timeline, at: Instant): Place | undefined {
  if (timeline.end !== null && at >= timeline.end) return undefined
  return timeline.points.findLast((point) => point.at <= at)?.place
}

/** The stays a timeline makes up: one after another without a gap, each in another place than the one before. */
export function staysOf({ points, end }: Timeline): Span[] {
  const moves = points.filter((point, i) => {
    const before = points[i - 1]
    return !before || !samePlace(before.place, point.place)
  })
  return moves.map(({ at, place }, i) => ({ place, began_at: at, ended_at: moves[i + 1]?.at ?? end }))
}

/** What must happen to the stays on record so that they become the wanted ones. */
export interface Difference {
  /** Never were: superseded by what is known now. */
  cancelled: Stay[]
  changed: { stay: Stay; to: Span }[]
  added: Span[]
}

/** A stay on record is kept when one in the same place that shares time with it is wanted, and only its ends move. */
export function difference(onRecord: readonly Stay[], wanted: readonly Span[]): Difference {
  const left = new Set(onRecord)
  const take = (fits: (stay: Stay) => boolean): Stay | undefined => {
    const found = [...left].find(fits)
    if (found) left.delete(found)
    return found
  }
  const kept = new Map<Span, Stay>()
  for (const span of wanted) {
    const same = take((stay) => samePlace(stay.place, span.place) && stay.began_at === span.began_at)
    if (same) kept.set(span, same)
  }
  for (const span of wanted) {
    if (kept.has(span)) continue
    const near = take((stay) => samePlace(stay.place, span.place) && overlap(stay, span))
    if (near) kept.set(span, near)
  }
  return {
    cancelled: [...left],
    changed: [...kept].map(([to, stay]) => ({ stay, to })).filter(({ stay, to }) => !sameTime(stay, to)),
    added: wanted.filter((span) => !kept.has(span)),
  }
}

/**
 * The changes one at a time: each stay first to what it keeps of its time, then to all it gets. After the first half
 * every stay lies within what is on record, after that within what is wanted: so no two overlap on the way, which the
 * constraints, looking at every statement, would not allow.
 */
export function steps(changed: Difference['changed']): Stay[] {
  const kept = changed.map(({ stay, to }) => ({ ...stay, ...common(stay, to) }))
  const whole = changed.map(({ stay, to }) => ({ ...stay, began_at: to.began_at, ended_at: to.ended_at }))
  return [
    ...kept.filter((stay, i) => !sameTime(stay, changed[i]?.stay)),
    ...whole.filter((stay, i) => !sameTime(stay, kept[i])),
  ]
}

type Time = Pick<Span, 'began_at' | 'ended_at'>

const sameTime = (a: Time, b: Time | undefined): boolean =>
  a.began_at === b?.began_at && a.ended_at === b.ended_at

function common(a: Time, b: Time): Time {
  const sooner = a.ended_at === null || (b.ended_at !== null && b.ended_at < a.ended_at) ? b : a
  return { began_at: a.began_at > b.began_at ? a.began_at : b.began_at, ended_at: sooner.ended_at }
}

export function overlap(a: Span, b: Span): boolean {
  const starts = (x: Span, y: Span): boolean => y.ended_at === null || x.began_at < y.ended_at
  return starts(a, b) && starts(b, a)
}
