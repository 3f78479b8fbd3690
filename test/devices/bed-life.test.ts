import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { after, happens, type BedLife } from '../../devices/bed-life.ts'
import { seeded } from '../../devices/seeded.ts'

const lives: fc.Arbitrary<BedLife> = fc.record({
  occupied: fc.boolean(),
  alarm: fc.boolean(),
  brakes: fc.boolean(),
  plugged: fc.boolean(),
})

property.prop([lives, fc.integer(), fc.double({ min: 0, max: 60, noNaN: true })])(
  'what happens to a bed changes it, and a sensor without power feels nothing but its plug',
  (now, seed, minutes) => {
    const what = happens(now, minutes, seeded(seed))
    if (what === undefined) return
    expect(after(now, what)).not.toEqual(now)
    if (!now.plugged) expect(what).toBe('plugged-in')
  },
)

test('a day of a hundred beds is the same day with the same seed, and has of everything', () => {
  const day = (seed: number): string[] => {
    const random = seeded(seed)
    const told: string[] = []
    let beds: BedLife[] = Array.from({ length: 100 }, () => ({
      occupied: true,
      alarm: false,
      brakes: true,
      plugged: true,
    }))
    for (let minute = 0; minute < 24 * 60; minute++) {
      beds = beds.map((bed, n) => {
        const what = happens(bed, 1, random)
        if (what) told.push(`${minute} ${n} ${what}`)
        return what ? after(bed, what) : bed
      })
    }
    return told
  }
  const told = day(7)
  expect(day(7)).toEqual(told)
  expect(day(8)).not.toEqual(told)
  const kinds = new Set(told.map((line) => line.split(' ')[2]))
  expect([...kinds].sort()).toEqual([
    'alarm',
    'alarm-over',
    'brakes-off',
    'brakes-on',
    'gets-in',
    'gets-out',
    'plugged-in',
    'unplugged',
  ])
})
