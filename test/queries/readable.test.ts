import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readable } from '../../server/queries/readable.ts'

test('segments end in newlines, whatever the sender ended them with', () => {
  expect(readable(Buffer.from('MSH|a\rPID|b\r\nPV1|c\n'))).toBe('MSH|a\nPID|b\nPV1|c\n')
})

test('UTF-8 is read; bytes that are none, and control characters, are shown as what they are', () => {
  expect(readable(Buffer.from('Müller 田中 🏥'))).toBe('Müller 田中 🏥')
  expect(readable(Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0xe7, 0x94, 0xb0]))).toBe('M\\xFCll田')
  expect(readable(Buffer.from([0x0b, 0x41, 0x1c, 0x0d, 0xff]))).toBe('\\x0BA\\x1C\n\\xFF')
  expect(readable(Buffer.from([0xf0, 0x9f, 0x8f]))).toBe('\\xF0\\x9F\\x8F')
})

test('any bytes give text without control characters, and text that is text is itself', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(readable(bytes)).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(readable(Buffer.from(text))).toBe(text)
    }),
  )
})
