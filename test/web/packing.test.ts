import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack, type Space } from '../../web/lib/packing.ts'

const space: Space = { width: 1240, height: 770, tile: { width: 197, height: 78 }, heading: 62, gutter: 28 }
const house = [24, 24, 24, 24, 22, 24, 16, 8, 20, 12, 18, 18, 12, 12].map((beds, n) => ({
  unit: `U${n}`,
  beds,
}))
const sizes = fc
  .array(fc.nat(70), { maxLength: 20 })
  .map((all) => all.map((beds, n) => ({ unit: `U${n}`, beds })))

describe('units on the pages of a wall', () => {
  it('every bed stands on exactly one page, units in their order', () => {
    fc.assert(
      fc.property(sizes, (units) => {
        const panels = pack(units, space).flatMap(({ columns }) => columns.flat())
        const beds = panels.flatMap(({ unit, from, to }) =>
          Array.from({ length: to - from }, (_, n) => `${unit} ${from + n}`),
        )
        const expected = units.flatMap(({ unit, beds }) =>
          Array.from({ length: beds }, (_, n) => `${unit} ${n}`),
        )
        expect(beds).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('nothing is smaller than legible, and nothing is outside the screen', () => {
    fc.assert(
      fc.property(sizes, (units) => {
        for (const { columns, scale } of pack(units, space)) {
          expect(scale).toBeGreaterThanOrEqual(1)
          const width = (space.width - space.gutter * (columns.length - 1)) / columns.length
          for (const column of columns) {
            const height =
              column.reduce((sum, { rows }) => sum + space.heading + rows * space.tile.height, 0) * scale
            expect(height).toBeLessThanOrEqual(space.height + 1)
            for (const panel of column) {
              expect(panel.columns * space.tile.width * scale).toBeLessThanOrEqual(width + 1)
              expect(panel.columns * panel.rows).toBeGreaterThanOrEqual(panel.to - panel.from)
            }
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('one unit alone is much larger than a house', () => {
    const alone = pack([{ unit: '4W', beds: 12 }], space)
    expect(alone).toHaveLength(1)
    expect(alone[0]?.scale ?? 0).toBeGreaterThan(1.5)
    expect(pack(house, space).length).toBeGreaterThan(3)
  })

  it('a unit larger than a page is shown in parts that say so', () => {
    const panels = pack([{ unit: 'ED', beds: 70 }], space).flatMap(({ columns }) => columns.flat())
    expect(panels.length).toBeGreaterThan(1)
    expect(panels.map(({ part }) => part)).toEqual(panels.map((_, index) => index + 1))
    expect(panels.every(({ parts }) => parts === panels.length)).toBe(true)
  })

  it('waits for a screen that has no size yet', () => expect(pack(house, { ...space, width: 0 })).toEqual([]))
})
