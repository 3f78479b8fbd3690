/** A wall turns its pages, and goes on to the next of what it is given once it has shown them all. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Rotation } from '../../web/lib/rotation.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** So many times after each other, as the effect that runs it does. */
function turns(rotation: Rotation, times: number, each_ms: number): number[] {
  return Array.from({ length: times }, () => {
    const stop = rotation.run()
    vi.advanceTimersByTime(each_ms)
    stop?.()
    return rotation.page
  })
}

describe('a wall', () => {
  it('that shows one thing turns its pages round and round, and stands still when there is but one', () => {
    const three = new Rotation(
      () => 3,
      () => 20,
      () => undefined,
    )
    expect(turns(three, 4, 20_000)).toEqual([1, 2, 0, 1])
    const one = new Rotation(
      () => 1,
      () => 20,
      () => undefined,
    )
    expect(one.run()).toBeUndefined()
  })

  it.each([1, 2, 3])(
    'that shows several things goes on after the last of %s pages, and waits while it is paused',
    (pages) => {
      const next = vi.fn()
      const rotation = new Rotation(
        () => pages,
        () => 20,
        () => next,
      )
      turns(rotation, pages - 1, 20_000)
      expect([rotation.page, next.mock.calls.length]).toEqual([pages - 1, 0])
      rotation.pause()
      turns(rotation, 1, 60_000)
      expect(next).not.toHaveBeenCalled()
      rotation.pause()
      turns(rotation, 1, 19_000)
      expect(next).not.toHaveBeenCalled()
      turns(rotation, 1, 20_000)
      expect(next).toHaveBeenCalledTimes(1)
    },
  )
})
