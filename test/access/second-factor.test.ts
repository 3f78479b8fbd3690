/** Codes from an authenticator application, and those on paper. */
import { describe, expect, test } from 'vitest'
import { recoveryCodes, recoveryHash } from '../../server/access/recovery-codes.ts'
import { base32, codeOf, stepAt, stepOf, totpUri } from '../../server/access/totp.ts'

const secret = Buffer.from('12345678901234567890')

describe('a code of an authenticator', () => {
  // RFC 6238, appendix B (SHA-1).
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %d s is what RFC 6238 says: %s', (seconds, code) =>
    expect(codeOf(secret, stepAt(seconds * 1000), 8)).toBe(code),
  )
  // RFC 4226, appendix D.
  test.each([
    '755224',
    '287082',
    '359152',
    '969429',
    '338314',
    '254676',
    '287922',
    '162583',
    '399871',
    '520489',
  ])('of a step is what RFC 4226 says: %s', (code) =>
    expect(Array.from({ length: 10 }, (_, step) => codeOf(secret, step))).toContain(code),
  )

  const now = 1_700_000_000_000
  test('counts once: neither it nor an earlier one counts after it', () => {
    const step = stepAt(now)
    expect(stepOf(secret, codeOf(secret, step), now, 0)).toBe(step)
    expect(stepOf(secret, codeOf(secret, step), now, step)).toBeUndefined()
    expect(stepOf(secret, codeOf(secret, step - 1), now, step)).toBeUndefined()
    expect(stepOf(secret, codeOf(secret, step + 1), now, step)).toBe(step + 1)
  })
  test('may be half a minute early or late, and typed with a gap', () => {
    const code = (off: number): string => codeOf(secret, stepAt(now) + off)
    expect([-2, -1, 0, 1, 2].map((off) => stepOf(secret, code(off), now, 0) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(stepOf(secret, code(0).replace(/^.../, '$& '), now, 0)).toBe(stepAt(now))
  })
  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('is none when it is %j', (code) =>
    expect(stepOf(secret, code, now, 0)).toBeUndefined(),
  )

  test('is set up by what the applications read', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI') // RFC 4648, section 10
    expect(totpUri(secret, { issuer: 'General Hospital', login: 'amira' })).toBe(
      'otpauth://totp/General%20Hospital:amira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=General%20Hospital',
    )
  })
})

describe('recovery codes', () => {
  test('are ten, all different, and the same however they are typed', () => {
    const codes = recoveryCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    const [code = ''] = codes
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(recoveryHash(typed)).toEqual(recoveryHash(code))
  })
})
