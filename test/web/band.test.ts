import { describe, expect, it } from 'vitest'
import { band } from '../../web/lib/band.ts'

describe('the band of the hours ahead', () => {
  it('shows what is free below the line and what is too much above it, hour by hour', () => {
    const { free, over } = band([18, 20, 23], 20)
    expect(free.map(({ x }) => x)).toEqual([0])
    expect(over.map(({ x }) => x)).toEqual([2])
  })

  it('draws three too many larger than two free, and all of it within the frame', () => {
    const { free, over, line, path } = band([18, 20, 23], 20)
    expect(over[0]?.height).toBeGreaterThan(free[0]?.height ?? NaN)
    const heights = [...path.matchAll(/[V ]([\d.]+)/g)].map((match) => Number(match[1]))
    expect(heights).toHaveLength(3)
    for (const y of [line, ...heights]) expect(y > 0 && y < 1).toBe(true)
  })

  it('stands still when nothing moves, and when nobody is there', () => {
    expect(band([20, 20], 20)).toMatchObject({ free: [], over: [], line: 0.5 })
    expect(band([0], 0).line).toBe(0.5)
  })
})
