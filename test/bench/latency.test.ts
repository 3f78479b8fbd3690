import { describe, expect, test } from 'vitest'
import { noMoments, note, paired, type Moments } from './latency.ts'

const moments = (...all: [bed: number, on: boolean, at: number][]): Moments => {
  const column = noMoments()
  for (const [bed, on, at] of all) note(column, bed, on, at)
  return column
}

describe('a wait', () => {
  test('ends with the first sight of what was sent', () => {
    const sent = moments([1, true, 0], [2, true, 5], [1, false, 100])
    const seen = moments([1, true, 3], [2, true, 6], [1, false, 109])
    expect(paired(sent, seen)).toEqual({ ms: [3, 9, 1], overtaken: 0, lost: 0 })
  })

  test('ends with the sight of what came after, when that overtook it', () => {
    const sent = moments([1, true, 0], [1, false, 10])
    expect(paired(sent, moments([1, false, 14]))).toEqual({ ms: [14, 4], overtaken: 1, lost: 0 })
  })

  test('is not ended by a late sight of what was sent before', () => {
    const sent = moments([1, true, 0], [1, false, 10])
    expect(paired(sent, moments([1, true, 12], [1, false, 15])).ms).toEqual([12, 5])
  })

  test('that never ends is lost, unless the wall was right without having seen it', () => {
    expect(paired(moments([1, true, 0]), moments())).toEqual({ ms: [], overtaken: 0, lost: 1 })
    const thereAndBack = moments([1, true, 0], [1, false, 1])
    expect(paired(thereAndBack, moments())).toEqual({ ms: [], overtaken: 2, lost: 0 })
  })
})
