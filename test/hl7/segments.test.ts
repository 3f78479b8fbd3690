import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { messagesIn } from '../../server/intake/hl7/batch.ts'
import { decodeText } from '../../server/intake/hl7/charset.ts'
import { encodeEscapes } from '../../schema/hl7-text.ts'
import { decodeEscapes } from '../../server/intake/hl7/escapes.ts'
import { headerOf, kindOf } from '../../server/intake/hl7/header.ts'
import {
  delimitersOf,
  fieldSaid,
  linesOf,
  parse,
  repetitions,
  said,
  segment,
  text,
  type Message,
} from '../../server/intake/hl7/segments.ts'

const usual = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' }

function parsed(raw: string): Message {
  const message = parse(raw)
  if (!message) throw new Error('no MSH')
  return message
}

describe('the parts of a message', () => {
  it('are fields, repetitions, components and subcomponents', () => {
    const message = parsed('MSH|^~\\&|EPIC|UCLH\rPID|1||12^^^A&1.2&ISO^MR~99^^^NHS||DOE&van^JOHN')
    const pid = segment(message, 'PID')
    expect(repetitions(pid, 3)).toHaveLength(2)
    expect(said(repetitions(pid, 3)[0], 4)).toBe('A')
    expect(said(repetitions(pid, 3)[0], 4, 2)).toBe('1.2')
    expect(said(repetitions(pid, 3)[1], 1)).toBe('99')
    expect([text(pid, 5), text(pid, 5, 2)]).toEqual(['DOE', 'JOHN'])
    expect(text(segment(message, 'MSH'), 3)).toBe('EPIC')
  })

  it('are divided by the delimiters the message says', () => {
    const pid = segment(parsed('MSH#*@!%#A\rPID###1*2@3*4##X%Y!S!Z'), 'PID')
    expect(repetitions(pid, 3).map((each) => said(each, 2))).toEqual(['2', '4'])
    expect(said(pid?.fields[5]?.[0], 1, 2)).toBe('Y*Z')
  })

  it('read a doubled escape character in MSH-2 as one', () => {
    expect(delimitersOf('MSH|^~\\\\&|A')).toEqual(usual)
  })

  it('have the usual delimiters where MSH-2 is short', () => {
    expect(delimitersOf('MSH|^~|A')).toEqual(usual)
  })

  it.each(['\r', '\n', '\r\n', '\r\r\n', '\n\n'])('end with %j', (end) => {
    expect(parsed(`MSH|^~\\&|A${end}EVN|A01${end}ZPV|x${end}`).segments.map(({ name }) => name)).toEqual([
      'MSH',
      'EVN',
      'ZPV',
    ])
  })

  it('keep line breaks inside free text', () => {
    expect(linesOf('MSH|^~\\&|A\nOBX|1|TX|first\nsecond line\nOBX|2')).toEqual([
      'MSH|^~\\&|A',
      'OBX|1|TX|first\nsecond line',
      'OBX|2',
    ])
  })

  it('tell an empty field (no change) from a quoted empty one (delete)', () => {
    const pid = segment(parsed('MSH|^~\\&|A\rPID|||1|""|| '), 'PID')
    expect([
      fieldSaid(pid, 3),
      fieldSaid(pid, 4),
      fieldSaid(pid, 5),
      fieldSaid(pid, 6),
      fieldSaid(pid, 99),
    ]).toEqual(['1', null, undefined, undefined, undefined])
  })

  it('include an OBX of 100 kB', () => {
    const document = 'x'.repeat(100_000)
    expect(text(segment(parsed(`MSH|^~\\&|A\rOBX|1|ED|||${document}`), 'OBX'), 5)).toBe(document)
  })

  it.each([
    ['MSH|^~\\&|A|B|||1||ADT^A01^ADT_A01|9|P|2.5', 'ADT^A01'],
    ['MSH|^~\\&|A|B|||1||ADT|9|P|2.1\rEVN|A02|1', 'ADT^A02'],
    ['MSH|^~\\&|A|B|||1||adt^a03|9|P|2.3', 'ADT^A03'],
    ['MSH|^~\\&|A|B|||1|||9|P|2.3', '?'],
  ])('say the type: %s', (raw, kind) => {
    expect(kindOf(headerOf(parsed(raw)))).toBe(kind)
  })
})

describe('escapes', () => {
  it.each([
    ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
    ['\\X48656C6C6F\\', 'Hello'],
    ['\\XC3A9\\', 'é'],
    ['\\XE9\\', 'é'],
    ['one\\.br\\two\\.sp2\\three', 'one\ntwo\n\nthree'],
    ['\\H\\loud\\N\\', 'loud'],
    ['C:\\temp', 'C:\\temp'],
    ['5\\Q\\6', '5\\Q\\6'],
    ['a\\', 'a\\'],
    ['nul\\X00\\', 'nul'],
  ])('%s', (escaped, meant) => {
    expect(decodeEscapes(escaped, usual)).toBe(meant)
  })

  test.prop([fc.string({ unit: 'binary' })])('what is encoded is decoded to the same', (any) => {
    const clean = any.replaceAll('\0', '')
    const encoded = encodeEscapes(clean, usual)
    expect(decodeEscapes(encoded, usual)).toBe(clean)
    expect(encoded).not.toMatch(/[|^&~\r\n]/)
  })
})

describe('what comes in one frame', () => {
  const one = 'MSH|^~\\&|A\rPID|1'
  const count = (raw: string | Buffer): number => messagesIn(Buffer.from(raw)).length

  it.each([
    ['one message', one, 1],
    ['a byte-order mark before it', `\uFEFF${one}`, 1],
    ['two with blank lines between', `${one}\r\r\n\n${one}`, 2],
    ['a batch', `FHS|^~\\&\rBHS|^~\\&\r${one}\r${one}\rBTS|2\rFTS|1\r`, 2],
    ['words before it', `// a comment\r\n${one}`, 1],
    ['nothing', '', 0],
    ['no MSH', 'PID|1\rPV1|1', 0],
    ['MSH in the middle of a line', 'OBX|1|MSH|x', 0],
  ])('%s', (_, raw, messages) => {
    expect(count(raw)).toBe(messages)
  })

  it('keeps the bytes of each message as they came', () => {
    const bytes = Buffer.concat([
      Buffer.from('\uFEFF'),
      Buffer.from(`${one}é`, 'latin1'),
      Buffer.from(`\r${one}`),
    ])
    expect(messagesIn(bytes)).toHaveLength(2)
    expect(messagesIn(bytes)[0]?.toString('latin1')).toBe(`${one}é\r`)
  })

  test.prop([fc.uint8Array({ maxLength: 2000 })])('never throws, whatever the bytes are', (noise) => {
    for (const bytes of [
      Buffer.from(noise),
      Buffer.concat([Buffer.from('MSH|^~\\&|'), Buffer.from(noise)]),
    ]) {
      for (const message of messagesIn(bytes)) {
        const read = parse(decodeText(message, undefined).text)
        if (read) headerOf(read)
      }
    }
  })
})

describe('charsets', () => {
  const bytes = (text: string, encoding: BufferEncoding): Buffer => Buffer.from(text, encoding)

  it.each([
    ['UTF-8 where nothing is said', bytes('Ünal', 'utf8'), undefined, 'Ünal'],
    ['UTF-8 declared', bytes('Ünal', 'utf8'), 'UNICODE UTF-8', 'Ünal'],
    ['Latin-1 declared', bytes('Ünal', 'latin1'), '8859/1', 'Ünal'],
    ['Latin-1 where ASCII was declared', bytes('Ünal', 'latin1'), 'ASCII', 'Ünal'],
    ['Latin-1 where UTF-8 was declared', bytes('Ünal', 'latin1'), 'UNICODE UTF-8', 'Ünal'],
    ['Latin-2', Buffer.of(0xa3), '8859/2', 'Ł'],
    ['Latin-9 by its ISO name', Buffer.of(0xa4), 'ISO 8859-15', '€'],
    ['a charset nobody knows', bytes('Ünal', 'utf8'), 'EBCDIC', 'Ünal'],
    ['a byte-order mark', bytes('\uFEFFMSH', 'utf8'), undefined, 'MSH'],
  ])('%s', (_, raw, declared, text) => {
    expect(decodeText(raw, declared).text).toBe(text)
  })
})
