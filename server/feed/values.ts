/**
 * Reads a value where it stands in the log, as text. What comes of it is what a query through pg makes of it, so that the rows
 * of the first picture and those of the log are alike: both go by the parsers of database/types.ts.
 */
import pg from 'pg'
import '../database/types.ts'

/** The text lies between two places of a message. */
export type ReadValue = (bytes: Buffer, from: number, to: number) => unknown
type Parse = (text: string) => unknown

/** pg's name for a type is an enum of the builtins; any number is a type to Postgres. */
const parserOf = (oid: number): Parse => pg.types.getTypeParser(oid) as Parse

const { BOOL, INT2, INT4, INT8 } = pg.types.builtins
const wholeNumbers: ReadonlySet<number> = new Set([INT2, INT4, INT8])
const parseInt8 = parserOf(INT8)
const TRUE = 't'.charCodeAt(0)
const MINUS = '-'.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)
/** So many characters are a safe number whatever they are. */
const SAFE_CHARACTERS = 15

/** How values of a type are read. Whole numbers and booleans, of which rows are full, without making text of them first. */
export function readerOf(oid: number): ReadValue {
  if (wholeNumbers.has(oid)) return wholeNumber
  if (oid === (BOOL as number)) return (bytes, from) => bytes[from] === TRUE
  return remembering(parserOf(oid))
}

function wholeNumber(bytes: Buffer, from: number, to: number): unknown {
  if (to - from > SAFE_CHARACTERS) return parseInt8(bytes.toString('latin1', from, to))
  const negative = bytes[from] === MINUS
  let value = 0
  for (let at = negative ? from + 1 : from; at < to; at++) value = value * 10 + ((bytes[at] ?? ZERO) - ZERO)
  return negative ? -value : value
}

/** Longer values are seldom those of the row before. */
const REMEMBERED_BYTES = 40

/** From row to row much is the same (the site, the kind, the instant of a batch): then it is not read again, nor held twice. */
function remembering(parse: Parse): ReadValue {
  const last = Buffer.alloc(REMEMBERED_BYTES)
  let length = -1
  let value: unknown
  return (bytes, from, to) => {
    if (to - from === length && isAt(last, length, bytes, from)) return value
    const read = parse(bytes.toString('utf8', from, to))
    if (to - from <= REMEMBERED_BYTES) {
      length = bytes.copy(last, 0, from, to)
      value = read
    }
    return read
  }
}

function isAt(text: Buffer, length: number, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < length; at++) if (text[at] !== bytes[from + at]) return false
  return true
}
