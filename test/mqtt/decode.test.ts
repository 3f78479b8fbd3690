import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { decode } from '../../server/intake/mqtt/decode.ts'
import { packetLimit } from '../../server/intake/mqtt/packet-limit.ts'
import { reading, topic } from './ward.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const reason = (payload: string | Uint8Array, to = topic('4w-1')): string => {
  const decoded = decode(to, typeof payload === 'string' ? bytes(payload) : payload)
  return decoded.is === 'refused' ? decoded.reason : `not refused: ${JSON.stringify(decoded)}`
}

describe('what a sensor sends', () => {
  test('a reading is its value and its number', () => {
    expect(decode(topic('4w-1'), bytes(reading(3, { occupied: false })))).toEqual({
      is: 'reading',
      reading: {
        site: 'gh',
        kind: 'bed',
        device: '4w-1',
        channel: 'occupancy',
        boot: 'boot-1',
        seq: 3,
        value: '{"occupied":false}',
        said_at: '2026-11-22T20:00:00.000Z',
      },
    })
  })

  test.each([
    ['truncated', '{"at":"2026-11-22T20:00:00Z","boot":"a","se', /^payload: not JSON/],
    ['NaN', '{"at":"2026-11-22T20:00:00Z","boot":"a","seq":NaN,"occupied":true}', /^payload: not JSON/],
    ['a number that is none in JSON', reading(1).replace('"seq":1', '"seq":1e999'), /^seq: /],
    ['a fraction', reading(1.5), /^seq: /],
    ['a negative number', reading(-1), /^seq: /],
    ['beyond what can be counted', reading(1).replace('"seq":1', '"seq":9007199254740993'), /^seq: /],
    ['the wrong type', reading(1, { occupied: 1 }), /^occupied: /],
    ['a field too many', reading(1, { occupied: true, patient: 'Anna' }), /patient/],
    ['a prototype', reading(1).replace('{', '{"__proto__":{"occupied":true},'), /__proto__/],
    ['a field missing', reading(1, {}), /^occupied: /],
    ['an array', '[]', /^payload: /],
    ['null', 'null', /^payload: /],
    ['10,000 levels', '['.repeat(10_000), /^payload: nested deeper/],
    ['10,000 levels, closed', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), /^payload: nested deeper/],
    ['a NUL', reading(1, { occupied: true }, 'a\0b'), /^boot: /],
    ['a lone surrogate', reading(1, { occupied: true }).replace('boot-1', '\\ud800'), /^boot: /],
    ['a boot id without end', reading(1, { occupied: true }, 'x'.repeat(65)), /^boot: /],
    ['no instant', reading(1, { occupied: true }, 'a', 'yesterday'), /^at: /],
    ['a year there was not', reading(1, { occupied: true }, 'a', '0000-01-01T00:00:00Z'), /^at: /],
    ['nothing', '', /^payload: empty/],
    ['an XML', '<a/>', /^payload: not JSON/],
  ])('%s is refused with the field and the rule', (_name, payload, rule) => {
    expect(reason(payload)).toMatch(rule)
  })

  test('CBOR and 5 MB are refused before they are read', () => {
    expect(reason(Buffer.from('a262617400f7ff', 'hex'))).toMatch(/not UTF-8/)
    expect(reason(Buffer.alloc(5_000_000, 0x7b))).toMatch(/at most 65536/)
  })

  test('topics are the words of the contract and nothing else', () => {
    for (const to of [
      '',
      '/',
      'wardroom',
      'wardroom/gh/bed/4w-1',
      'wardroom/gh/bed/4w-1/occupancy/x',
      'a'.repeat(60_000),
    ])
      expect(reason(reading(1), to)).toMatch(/^topic: not of the form/)
    for (const kind of ['constructor', '__proto__', 'toString', 'pump'])
      expect(reason(reading(1), `wardroom/gh/${kind}/x/y`)).toMatch(/^topic: /)
    for (const channel of ['constructor', 'hasOwnProperty', 'state'])
      expect(reason(reading(1), topic('4w-1', channel))).toMatch(/^topic: a bed has no channel/)
  })

  test.each([
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2099-12-31T23:59:59.999999+14:00', '2099-12-31T09:59:59.999Z'],
    ['2016-12-31T22:00:00-23:00', '2017-01-01T21:00:00.000Z'],
  ])('the instant %s is %s, whatever we think of it', (said, stored) => {
    const decoded = decode(topic('4w-1'), bytes(reading(1, { occupied: true }, 'a', said)))
    expect(decoded).toMatchObject({ is: 'reading', reading: { said_at: stored } })
  })

  property.prop([fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 })])(
    'no topic and no bytes make it throw',
    (to, payload) => {
      expect(decode(to, payload).is).toBe('refused')
    },
  )

  property.prop([fc.json()])('no JSON makes it throw', (json) => {
    expect(['refused', 'reading']).toContain(decode(topic('4w-1'), bytes(json)).is)
  })
})

/** A packet of MQTT: a first byte, the length of the rest (2.2.3), the rest. */
function packet(first: number, length: number): Buffer {
  const header = [first]
  for (let left = length; ;) {
    const digit = left % 128
    left = Math.floor(left / 128)
    header.push(left > 0 ? digit | 128 : digit)
    if (left === 0) break
  }
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)])
}

describe('how long a packet may be', () => {
  property.prop([
    fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }),
    fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 50 }),
  ])('packets within the limit pass, however the network cuts them', (lengths, cuts) => {
    const stream = Buffer.concat(lengths.map((length) => packet(0x30, length)))
    const within = packetLimit(400)
    for (let at = 0, n = 0; at < stream.length; n++) {
      const size = cuts[n % cuts.length] ?? 1
      expect(within(stream.subarray(at, at + size))).toBe(true)
      at += size
    }
  })

  test('the first byte too many is seen in the header, before anything of it has come', () => {
    const within = packetLimit(1000)
    expect(within(packet(0x30, 1000))).toBe(true)
    expect(within(packet(0x30, 1001).subarray(0, 2))).toBe(true)
    expect(within(packet(0x30, 1001).subarray(2, 3))).toBe(false)
  })

  test('a length of five bytes is none', () => {
    expect(packetLimit(2 ** 28)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false)
  })
})
