import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  difference,
  endedAt,
  overlap,
  placeAt,
  samePlace,
  staysOf,
  steps,
  withoutLastMove,
  withPoint,
  type Place,
  type Point,
  type Span,
  type Stay,
  type Timeline,
} from '../../server/commands/admissions/timeline.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 8, minute)).toISOString()
const bed = (bed_id: number | null): Place => ({ unit_id: 1, bed_id })
const told = (points: readonly Point[], end: string | null = null): Timeline =>
  points.reduce(withPoint, { points: [], end })

const place = fc.constantFrom(bed(1), bed(2), bed(3), bed(null))
const pointsOnce = fc.uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 40 }).map(at), place }), {
  selector: (point) => point.at,
  minLength: 1,
  maxLength: 12,
})
const shuffled = pointsOnce.chain((points) =>
  fc.tuple(fc.constant(points), fc.shuffledSubarray(points, { minLength: points.length })),
)

describe('where a patient was', () => {
  test('moves told in any order end in the same stays', () => {
    fc.assert(
      fc.property(shuffled, ([points, otherwise]) => {
        expect(staysOf(told(points))).toEqual(staysOf(told(otherwise)))
      }),
    )
  })

  test('moves told twice end in the same stays', () => {
    fc.assert(
      fc.property(shuffled, ([points, again]) => {
        expect(staysOf(told([...points, ...again]))).toEqual(staysOf(told(points)))
      }),
    )
  })

  test('stays follow one another: no gap, no overlap, never the same place twice running', () => {
    fc.assert(
      fc.property(pointsOnce, fc.option(fc.constant(at(50))), (points, end) => {
        const stays = staysOf(told(points, end))
        expect(stays.at(-1)?.ended_at).toBe(end)
        stays.forEach((stay, i) => {
          const next = stays[i + 1]
          if (!next) return
          expect(stay.ended_at).toBe(next.began_at)
          expect(stay.began_at < next.began_at).toBe(true)
          expect(samePlace(stay.place, next.place)).toBe(false)
        })
      }),
    )
  })

  test('at each instant the patient is where the last point before it says', () => {
    fc.assert(
      fc.property(pointsOnce, fc.integer({ min: 0, max: 60 }), (points, minute) => {
        const timeline = told(points)
        const stay = staysOf(timeline).find((span) => overlap(span, instant(at(minute))))
        expect(stay?.place).toEqual(placeAt(timeline, at(minute)))
      }),
    )
  })

  test('a move back that was told before the move away is not lost', () => {
    const backFirst = [
      { at: at(1), place: bed(1) },
      { at: at(3), place: bed(1) },
      { at: at(2), place: bed(2) },
    ]
    expect(staysOf(told(backFirst)).map((stay) => stay.place.bed_id)).toEqual([1, 2, 1])
  })

  test('of two places at one instant the one told last counts', () => {
    const corrected = told([
      { at: at(1), place: bed(1) },
      { at: at(1), place: bed(2) },
    ])
    expect(staysOf(corrected)).toEqual([{ place: bed(2), began_at: at(1), ended_at: null }])
  })

  test('a cancelled move leaves the patient where they were before it', () => {
    const moved = told([
      { at: at(1), place: bed(1) },
      { at: at(2), place: bed(2) },
      { at: at(3), place: bed(2) },
    ])
    const back = withoutLastMove(moved)
    expect(back && staysOf(back)).toEqual([{ place: bed(1), began_at: at(1), ended_at: null }])
    expect(back && withoutLastMove(back)).toBeUndefined()
  })

  test('who leaves in the minute of their last move leaves just after it', () => {
    const gone = endedAt(told([{ at: at(1), place: bed(1) }]), at(1))
    expect(staysOf(gone)[0]?.ended_at).toBe('2026-01-01T08:01:00.001Z')
  })
})

describe('the difference to what is on record', () => {
  test('makes the record what is wanted, and no two stays overlap on the way', () => {
    const end = fc.option(fc.constant(at(50)))
    fc.assert(
      fc.property(pointsOnce, pointsOnce, end, end, (before, after, endBefore, endAfter) => {
        const onRecord = staysOf(told(before, endBefore)).map((span, i): Stay => ({
          ...span,
          stay_id: i + 1,
        }))
        const wanted = staysOf(told(after, endAfter))
        expect(applied(onRecord, wanted)).toEqual(wanted)
      }),
    )
  })

  test('one more move is one stay shortened and one added', () => {
    const before: Stay = { stay_id: 7, place: bed(1), began_at: at(1), ended_at: null }
    const timeline = told([
      { at: at(1), place: bed(1) },
      { at: at(2), place: bed(2) },
    ])
    expect(difference([before], staysOf(timeline))).toEqual({
      cancelled: [],
      changed: [{ stay: before, to: { place: bed(1), began_at: at(1), ended_at: at(2) } }],
      added: [{ place: bed(2), began_at: at(2), ended_at: null }],
    })
  })
})

const instant = (of: string): Span => ({
  place: bed(null),
  began_at: of,
  ended_at: new Date(Date.parse(of) + 1).toISOString(),
})

/** Does to the record what stays.ts does, one statement after another, as the exclusion constraints would see it. */
function applied(onRecord: readonly Stay[], wanted: readonly Span[]): Span[] {
  const { cancelled, changed, added } = difference(onRecord, wanted)
  const record: Span[] = onRecord.filter((stay) => !cancelled.includes(stay))
  const put = (span: Span, instead?: Span): void => {
    if (instead) record.splice(record.indexOf(instead), 1)
    if (record.some((other) => overlap(other, span))) throw new Error('two stays overlap on the way')
    record.push(span)
  }
  for (const stay of steps(changed)) {
    const before = record.find((other) => 'stay_id' in other && other.stay_id === stay.stay_id)
    put(stay, before)
  }
  for (const span of added) put(span)
  return record
    .map(({ place: where, began_at, ended_at }) => ({ place: where, began_at, ended_at }))
    .sort((a, b) => (a.began_at < b.began_at ? -1 : 1))
}
