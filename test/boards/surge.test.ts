import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SurgeRow } from '../../schema/boards/surge.ts'
import type { Place } from '../../schema/terms.ts'
import { proposedSurge, startingRules } from '../../schema/surge.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { surge } from '../../server/boards/surge.ts'
import { Hospital } from './hospital.ts'

describe('the level the figures speak for', () => {
  test.each([
    [84.9, 4, 1, []],
    [85, 0, 2, ['occupancy']],
    [91.9, 5, 2, ['occupancy', 'waiting']],
    [92, 4, 3, ['occupancy']],
    [97, 0, 4, ['occupancy']],
    [130, 12, 4, ['occupancy', 'waiting']],
    [50, 20, 4, ['waiting']],
    [86, 10, 3, ['waiting', 'occupancy']],
    [null, 3, 1, []],
  ])('%s %% occupied and %i waiting: level %i', (occupancy, waiting, level, measures) => {
    const proposed = proposedSurge({ occupancy, waiting }, startingRules)
    expect(proposed.level).toBe(level)
    expect(proposed.reasons.map(({ measure }) => measure)).toEqual(measures)
  })

  test('each reason names the line it has reached', () => {
    expect(proposedSurge({ occupancy: 93.5, waiting: 0 }, startingRules).reasons).toEqual([
      { measure: 'occupancy', value: 93.5, threshold: 92, level: 3 },
    ])
  })

  test('never falls when a figure rises', () => {
    const figures = fc.record({ occupancy: fc.nat(150), waiting: fc.nat(40) })
    fc.assert(
      fc.property(figures, fc.nat(20), fc.nat(20), (less, by, more) => {
        const level = proposedSurge(less, startingRules).level
        const risen = { occupancy: less.occupancy + by, waiting: less.waiting + more }
        expect(proposedSurge(risen, startingRules).level).toBeGreaterThanOrEqual(level)
      }),
    )
  })
})

describe('the surge of a site', () => {
  const row = (hospital: Hospital): SurgeRow => {
    const found = surge.row('gh', hospital.mirror.view)
    if (!found) throw new Error('no such site')
    return found
  }

  test('is a usual day where none was ever declared', () => {
    expect(row(new Hospital())).toMatchObject({ level: 1, since: null, by: null, proposed: 1, reasons: [] })
  })
  test('is what a person declared, whatever is proposed', () => {
    const hospital = new Hospital().put('surge_level')
    expect(row(hospital)).toMatchObject({ level: 2, since: '2026-11-22T10:00:00.000Z', proposed: 1 })
  })
  test('is proposed from the inpatient beds, not from those of the emergency department', () => {
    expect(row(new Hospital().admit())).toMatchObject({ proposed: 4, figures: { occupancy: 100 } })
    expect(row(new Hospital().admit().put('unit', { kind: 'emergency' }))).toMatchObject({
      proposed: 1,
      figures: { occupancy: null, occupied: 0 },
    })
  })
  test('counts who waits for a bed: asked for and not found, or an inpatient in none; not whom one is kept for', () => {
    const waiting = (hospital: Hospital) => row(hospital).figures.waiting
    expect(waiting(new Hospital().admit().put('bed_request'))).toBe(1)
    expect(waiting(new Hospital().put('encounter').put('stay', { bed_id: null }))).toBe(1)
    expect(waiting(new Hospital().put('encounter').put('stay', { bed_id: null }).put('bed_request'))).toBe(1)
    expect(waiting(new Hospital().admit().put('bed_request').put('reservation', { bed_id: 2 }))).toBe(0)
    const elsewhere = { to_site: 'rv' }
    expect(
      waiting(new Hospital().put('encounter').put('stay', { bed_id: null }).put('bed_request', elsewhere)),
    ).toBe(0)
  })
  test('is measured by the site’s own lines once it has some', () => {
    const hospital = new Hospital().put('surge_rule')
    expect(row(hospital).rules).toEqual({ occupancy: [80, 90, 95], waiting: [2, 4, 8] })
  })
  test('names who declared it, why, and who does what, to nobody but a console', () => {
    const full = row(new Hospital().put('surge_level').put('action_card'))
    expect(surge.masked(full, 'full')).toMatchObject({
      by: 'Bea Manager',
      cards: [{ level: 2, owner: 'Site manager', action: 'Call the bed meeting' }],
    })
    for (const level of ['secured', 'corridor', 'public'] as const)
      expect(surge.masked(full, level)).toMatchObject({ level: 2, by: null, why: null, cards: [] })
  })
  test('is shown on a screen of one unit too', () => {
    const board = new FollowedBoard(surge, new Hospital().put('surge_level').mirror.view)
    const levelsAt = (place: Place): number[] => [...board.rowsAt(place)].map(([, { level }]) => level)
    expect(levelsAt({ site: 'gh', unit: '4W' })).toEqual([2])
    expect(levelsAt({ site: 'nw', unit: '4W' })).toEqual([])
    expect(board.totalsAt({ site: 'gh', unit: '4W' })).toMatchObject({ level: 2 })
  })
})
