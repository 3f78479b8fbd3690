import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lsn } from '../../schema/terms.ts'
import { fromBigInt, padded, postgresForm, toBigInt } from '../../server/feed/lsn.ts'

const position = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

describe('a position in the log', () => {
  test('sorts as text as it does in the log', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(fromBigInt(a) < fromBigInt(b)).toBe(a < b)
      }),
    )
  })

  test('comes back from Postgres’ form, from a number, and is what the wire calls one', () => {
    fc.assert(
      fc.property(position, (number) => {
        const text = fromBigInt(number)
        expect(toBigInt(text)).toBe(number)
        expect(padded(postgresForm(text))).toBe(text)
        expect(lsn.safeParse(text).success).toBe(true)
      }),
    )
  })

  test.each([
    ['0/16B3748', '00000000016B3748'],
    ['16/b374d848', '00000016B374D848'],
    ['00000000/016B3748', '00000000016B3748'],
  ])('%s is %s', (form, text) => expect(padded(form)).toBe(text))

  test.each(['', '0', '0/', '/0', '0/0/0', '0/G', '123456789/0', '0/ 1', '-1/0'])('%j is none', (text) => {
    expect(() => padded(text)).toThrow('not a log position')
  })
})
