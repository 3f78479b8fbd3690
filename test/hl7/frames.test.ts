import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Deframer, framed, type FrameEvent } from '../../server/intake/hl7/frames.ts'

const limits = { messageBytes: 1000, garbageBytes: 100 }

function read(chunks: readonly Buffer[]): FrameEvent[] {
  const deframer = new Deframer(limits)
  return chunks.flatMap((chunk) => [...deframer.push(chunk)])
}
const seen = (chunks: readonly Buffer[]): string[] =>
  read(chunks).map((event) => `${event.kind}:${'bytes' in event ? event.bytes.toString('latin1') : ''}`)

/** Anything a message can hold: all but VT and FS. */
const content = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c)))

describe('frames', () => {
  test.prop([fc.array(content, { maxLength: 8 }), fc.array(fc.nat(600), { maxLength: 30 })])(
    'are the same messages however the bytes are divided on the way',
    (messages, cuts) => {
      const stream = Buffer.concat(messages.map(framed))
      const at = [...new Set(cuts.filter((cut) => cut < stream.length))].sort((a, b) => a - b)
      const chunks = [0, ...at].map((from, i) => stream.subarray(from, at[i] ?? stream.length))
      expect(seen(chunks)).toEqual(messages.map((message) => `message:${message.toString('latin1')}`))
    },
  )

  test.prop([fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 })])(
    'of random bytes never throw',
    (chunks) => {
      const deframer = new Deframer(limits)
      for (const chunk of chunks) {
        const events = [...deframer.push(Buffer.from(chunk))]
        if (events.some(({ kind }) => kind === 'garbage' || kind === 'too large')) return
      }
    },
  )

  it.each([
    ['with the end block split over packets', ['\x0bA\x1c', '\r\x0bB', '\x1c\r'], ['message:A', 'message:B']],
    ['with line feeds after the end block', ['\x0bA\x1c\r\n\r\n\x0bB\x1c\r'], ['message:A', 'message:B']],
    ['without the CR', ['\x0bA\x1c\x0bB\x1c'], ['message:A', 'message:B']],
    ['with no end block', ['\x0bA\x0bB\x1c\r'], ['unended:A', 'message:B']],
    ['with garbage before', ['abc\x0bA\x1c\r'], ['message:A']],
    ['with a VT more than needed', ['\x0b\x0bA\x1c\r'], ['unended:', 'message:A']],
    ['unfinished', ['\x0bA'], []],
    ['of nothing', ['\x0b\x1c\r'], ['message:']],
  ])('%s', (_, chunks, events) => {
    expect(seen(chunks.map((chunk) => Buffer.from(chunk, 'latin1')))).toEqual(events)
  })

  it('too large are given up at the limit', () => {
    const events = read([Buffer.from('\x0b'), Buffer.alloc(600, 'x'), Buffer.alloc(600, 'x')])
    expect(events.map(({ kind }) => kind)).toEqual(['too large'])
  })

  it.each([
    ['an HTTP request', 'GET / HTTP/1.1\r\n'],
    ['an HTTP request in pieces', 'POST /x HTTP/1.1'],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01'],
    ['a hundred bytes of nothing', 'x'.repeat(101)],
  ])('%s is garbage', (_, bytes) => {
    const chunks = Array.from(bytes, (byte) => Buffer.from(byte, 'latin1'))
    const deframer = new Deframer(limits)
    const found = chunks
      .map((chunk) => [...deframer.push(chunk)].map(({ kind }) => kind))
      .find(({ length }) => length > 0)
    expect(found).toEqual(['garbage'])
  })
})
