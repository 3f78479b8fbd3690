import { describe, expect, test } from 'vitest'
import { branchedOff, bytesBetween } from '../../server/feed/timeline.ts'

const HISTORY = `1\t0/3000148\tno recovery target specified\n\n2\t0/5A0000B0\tno recovery target specified\n`

describe('where a timeline branched off', () => {
  test('is what Postgres wrote of the one it left, and unknown for one it does not come from', () => {
    expect(branchedOff(HISTORY, 1)).toBe('0000000003000148')
    expect(branchedOff(HISTORY, 2)).toBe('000000005A0000B0')
    expect(branchedOff(HISTORY, 3)).toBeUndefined()
    expect(branchedOff('', 1)).toBeUndefined()
  })

  test('what was shown beyond it is missing, what was shown before it is not', () => {
    expect(bytesBetween('0000000003000148', '0000000003000150')).toBe(8)
    expect(bytesBetween('0000000003000148', '0000000003000100')).toBe(0)
  })
})
