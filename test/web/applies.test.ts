/** The rule of the wire, held against a server that lives only in arithmetic. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applies, forward } from '../../web/lib/applies.ts'

const lsn = (n: number) => n.toString(16).toUpperCase().padStart(16, '0')

describe('what a board does with a delta', () => {
  it('applies what carries it on, drops what it has, opens again when something is missing', () => {
    expect(applies(lsn(10), { from: lsn(10), to: lsn(12) })).toBe('apply')
    expect(applies(lsn(10), { from: lsn(4), to: lsn(12) })).toBe('apply') // overlaps: rows are whole
    expect(applies(lsn(10), { from: lsn(4), to: lsn(10) })).toBe('drop')
    expect(applies(lsn(10), { from: lsn(11), to: lsn(12) })).toBe('reopen')
  })

  it('says exactly what the contract says, for every position and stretch', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.nat(2 ** 31), fc.nat(2 ** 31), (at, from, to) => {
        const said = applies(lsn(at), { from: lsn(from), to: lsn(to) })
        const expected = to <= at ? 'drop' : from <= at ? 'apply' : 'reopen'
        expect(said).toBe(expected)
      }),
    )
  })

  /** A history of writes to a few rows; a client is fed some of its stretches, late, twice or never. */
  const history = fc.array(fc.record({ key: fc.nat(5), value: fc.nat(1000) }), {
    minLength: 1,
    maxLength: 40,
  })
  const journey = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 60 })

  it('ends with what is true, whatever is lost, repeated or late, and never goes backwards', () => {
    fc.assert(
      fc.property(history, journey, (writes, fed) => {
        const stateAt = (position: number) =>
          new Map(writes.slice(0, position).map(({ key, value }) => [key, value]))
        let position = 0
        let held = stateAt(0)
        const receive = (from: number, to: number) => {
          const before = position
          switch (applies(lsn(position), { from: lsn(from), to: lsn(to) })) {
            case 'apply': {
              const changed = new Set(writes.slice(from, to).map(({ key }) => key))
              const now = stateAt(to)
              for (const key of changed) held.set(key, now.get(key) ?? -1)
              position = to
              break
            }
            case 'reopen':
              position = writes.length
              held = stateAt(position)
              break
            case 'drop':
          }
          expect(position).toBeGreaterThanOrEqual(before)
          expect(held).toEqual(stateAt(position)) // every frame is a state that was
        }
        for (const [a, b] of fed) {
          const [from, to] = [Math.min(a, b, writes.length), Math.min(Math.max(a, b), writes.length)]
          if (from < to) receive(from, to)
        }
        receive(0, writes.length)
        expect(held).toEqual(stateAt(writes.length))
      }),
    )
  })
})

describe('what a board does with an answer', () => {
  it('does not go back in time for a server that is behind', () => {
    expect(forward({ epoch: 'a', lsn: lsn(9) }, { epoch: 'a', lsn: lsn(8) })).toBe(false)
    expect(forward({ epoch: 'a', lsn: lsn(9) }, { epoch: 'a', lsn: lsn(9) })).toBe(true)
  })
  it('takes any position of another epoch, and anything at all when it has nothing', () => {
    expect(forward({ epoch: 'a', lsn: lsn(9) }, { epoch: 'b', lsn: lsn(1) })).toBe(true)
    expect(forward(null, { epoch: 'a', lsn: lsn(1) })).toBe(true)
  })
})
