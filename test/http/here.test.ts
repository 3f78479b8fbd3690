/** Who sits at this machine may be whom they like in the demo, and read the figures; nobody else gets there by looking like them. */
import { describe, expect, test } from 'vitest'
import { isHere } from '../../server/intake/http/here.ts'

const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}): boolean =>
  isHere({ socket: { remoteAddress }, headers: { host: 'localhost:8080', ...headers } })

describe('a request is from here', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('when it comes from %s', (address) => {
    expect(from(address)).toBe(true)
  })
  test.each(['localhost', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST:80'])('and asks for %s', (host) => {
    expect(from('127.0.0.1', { host })).toBe(true)
  })
})

describe('it is not', () => {
  test.each(['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '::10', '', undefined])(
    'when it comes from %s',
    (address) => {
      expect(from(address)).toBe(false)
    },
  )
  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    '',
  ])('when it asks for %s, which was made to mean this machine', (host) =>
    expect(from('127.0.0.1', { host })).toBe(false),
  )
  test.each([{ 'x-forwarded-for': '10.0.0.7' }, { forwarded: 'for=10.0.0.7' }, { 'x-forwarded-for': '' }])(
    'when a proxy on this machine passes it on: %j',
    (headers) => expect(from('127.0.0.1', headers as Record<string, string>)).toBe(false),
  )
})
