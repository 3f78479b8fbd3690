import { describe, expect, it } from 'vitest'
import { arcMinutes, fontPx, wallScale } from '../../web/lib/legibility.ts'

const fullHd = { width: 1920, height: 1080 }

describe('letters large enough to be read', () => {
  // The table of the design: font px at 1080p for 10, 16 and 22 arc-minutes.
  it.each([
    [43, 3, [24, 39, 54]],
    [43, 5, [41, 65, 90]],
    [55, 3, [19, 31, 42]],
    [55, 5, [32, 51, 70]],
    [65, 3, [16, 26, 36]],
    [65, 5, [27, 43, 59]],
    [75, 3, [14, 22, 31]],
    [75, 5, [23, 37, 51]],
  ])('on %i inches at %i m are %j px', (screen, distance, px) => {
    const sizes = [10, 16, 22].map((minutes) => fontPx(minutes, { screen, distance, ...fullHd }))
    sizes.forEach((size, index) => expect(Math.abs(size - (px[index] ?? NaN))).toBeLessThan(1))
  })

  it('grow with the pixels of the screen, so that 4K looks the same', () => {
    const at = { screen: 55, distance: 3 }
    expect(fontPx(16, { ...at, width: 3840, height: 2160 })).toBeCloseTo(2 * fontPx(16, { ...at, ...fullHd }))
  })

  it('are measured back in arc-minutes', () => {
    const viewing = { screen: 65, distance: 4.2, ...fullHd }
    expect(arcMinutes(fontPx(16, viewing), viewing)).toBeCloseTo(16)
  })

  it('are at scale 1 on 55 inches at 3 m', () => {
    expect(wallScale({ screen: 55, distance: 3, ...fullHd })).toBeCloseTo(1, 1)
  })
})
