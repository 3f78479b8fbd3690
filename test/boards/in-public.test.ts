/** What hangs where anybody passes: counts in which nobody is found. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CapacityRow, CapacityTotals } from '../../schema/boards/capacity.ts'
import { crowding } from '../../server/boards/crowding.ts'
import { units } from '../../server/boards/units.ts'
import { surge } from '../../server/boards/surge.ts'
import { inPublic, toFive } from '../../server/boards/in-public.ts'
import { BoardRooms } from '../../server/live/board-rooms.ts'
import { Hospital } from './hospital.ts'

const as = { epoch: 'e', at: '2026-11-25T03:00:00.000Z' }
const opened = (board: 'units' | 'capacity' | 'beds', level: 'public' | 'corridor', hospital: Hospital) => {
  const rooms = new BoardRooms(board, hospital.mirror.view, '0000000000000001')
  const picture = rooms.open({ place: { site: 'gh' }, level }, undefined, as)
  if (!('rows' in picture)) throw new Error('no whole picture')
  return picture
}

describe('a count of people in public', () => {
  test('is to the nearest five, so a few are none', () => {
    expect([0, 1, 2, 3, 4, 5, 7, 8, 214].map(toFive)).toEqual([0, 0, 0, 5, 5, 5, 5, 10, 215])
  })

  test('is the same for two houses of which one holds a person more, unless that person makes five', () => {
    fc.assert(
      fc.property(fc.nat(500), (people) => {
        const [less, more] = [toFive(people), toFive(people + 1)]
        expect(more === less || (people + 1) % 5 === 3).toBe(true)
        expect(Math.abs(less - people)).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('cannot be had from how full it is', () => {
    const { occupied, available, occupancy } = inPublic(
      units.masked(new Hospital().admit().unit(), 'public') ?? {},
    ) as {
      occupied: number
      available: number
      occupancy: number
    }
    expect({ occupied, occupancy }).toEqual({ occupied: 0, occupancy: 0 })
    expect(available).toBeGreaterThan(0)
  })
})

describe('a screen in public', () => {
  const hospital = new Hospital().admit()

  test('is sent rounded rows and totals, and one in the corridor what is so', () => {
    const [seen, so] = [opened('units', 'public', hospital), opened('units', 'corridor', hospital)]
    expect(so.rows).toMatchObject([{ occupied: 1 }])
    expect(so.totals).toMatchObject({ occupied: 1 })
    expect(seen.rows).toMatchObject([{ occupied: 0, occupancy: 0, in_today: 0, admissions_today: 0 }])
    expect(seen.totals).toMatchObject({ occupied: 0, occupancy: 0, admissions_today: 0 })
  })

  test('is sent of the hours ahead and of the bed board’s totals no finer count', () => {
    const { rows, totals } = opened('capacity', 'public', hospital)
    const [row] = rows as CapacityRow[]
    const { inpatient, hours } = totals as CapacityTotals
    for (const { census, out } of [...(row?.hours ?? []), ...hours]) expect([census, out]).toEqual([0, 0])
    expect(inpatient.occupied).toBe(0)
    expect(opened('beds', 'public', hospital)).toMatchObject({ rows: [], totals: { occupied: 0 } })
  })

  test('is not told since when the one who waits longest in the emergency department does', () => {
    const row = crowding.row('gh', new Hospital().admit().put('ed_visit').mirror.view)
    const told =
      row && inPublic(crowding.masked({ ...row, waiting: 1, waiting_since: as.at }, 'public') ?? row)
    expect(told).toMatchObject({ waiting: 0, waiting_since: null, boarding_since: null })
    const visits = { visits: 1, waiting_since: as.at, boarding_since: as.at, next_line_at: as.at }
    expect(inPublic(visits)).toEqual({
      visits: 0,
      waiting_since: null,
      boarding_since: null,
      next_line_at: null,
    })
  })

  test('is told beds, levels and rules as they are', () => {
    const row = surge.row('gh', hospital.mirror.view)
    const told = row && inPublic(row)
    expect(told).toMatchObject({ level: row?.level, rules: row?.rules, proposed: row?.proposed })
    expect(told?.figures.available).toBe(row?.figures.available)
    expect(told?.figures.occupied).toBe(0)
  })
})
