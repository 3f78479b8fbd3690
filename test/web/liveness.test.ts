import { describe, expect, it } from 'vitest'
import { staleAfterMs } from '../../schema/wire.ts'
import { clockOffset, liveness, STALE_AFTER_MS, type Heard } from '../../web/lib/liveness.ts'

const at = Date.parse('2026-11-22T14:02:00Z')
const heard: Heard = {
  startedAt: 0,
  good: { heardAt: 10_000, at, lagMs: 3 },
  down: false,
  connected: true,
  adriftSince: null,
}
const judged = (changes: Partial<Heard>, now: number) =>
  liveness({ ...heard, ...changes }, { now, wall: at + now - 10_000 })

describe('a screen and the truth', () => {
  it('uses the contract’s own patience', () => expect(STALE_AFTER_MS).toBe(staleAfterMs))

  it('is live while pulses come', () => expect(judged({}, 12_000)).toEqual({ state: 'live', lagMs: 3 }))

  it('is lost after five seconds without one, since the last one', () => {
    expect(judged({}, 14_999).state).toBe('live')
    expect(judged({}, 15_000)).toEqual({ state: 'lost', since: at })
  })

  it('does not cry over a short hiccup of the connection, and does over a long one', () => {
    expect(judged({ connected: false }, 11_000)).toEqual({ state: 'joining' })
    expect(judged({ connected: false }, 15_000)).toEqual({ state: 'lost', since: at })
  })

  it('is lost when pulses come but a board is not kept true', () => {
    expect(judged({ adriftSince: 9_000 }, 12_000)).toEqual({ state: 'joining' })
    expect(judged({ adriftSince: 7_000 }, 12_000)).toEqual({ state: 'lost', since: at - 3_000 })
  })

  it('says delayed when the feed lags, and lost when it lags by a minute', () => {
    expect(judged({ good: { heardAt: 10_000, at, lagMs: 20_000 } }, 11_000)).toEqual({
      state: 'delayed',
      lagMs: 20_000,
    })
    expect(judged({ good: { heardAt: 10_000, at, lagMs: 60_000 } }, 11_000)).toEqual({
      state: 'lost',
      since: at - 60_000,
    })
  })

  it('is lost five seconds after the feed fell silent, not after that was noticed', () => {
    const down = { good: { heardAt: 10_000, at, lagMs: 3_500 }, down: true }
    expect(judged(down, 11_400)).toEqual({ state: 'live', lagMs: 3_500 })
    expect(judged(down, 11_500)).toEqual({ state: 'lost', since: at - 3_500 })
  })

  it('that never heard anything is joining, then lost since it began', () => {
    expect(judged({ good: null }, 4_000)).toEqual({ state: 'joining' })
    expect(judged({ good: null }, 6_000)).toEqual({ state: 'lost', since: at - 10_000 })
  })

  it('sets its clock by the pulse that was least delayed', () => {
    expect(clockOffset([])).toBe(0)
    expect(clockOffset([480, 499, 320])).toBe(499)
  })
})
