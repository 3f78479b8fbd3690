/**
 * How Postgres values become JavaScript values, once for queries and for the log (both use pg's type parsers):
 * bigint → number, timestamptz → RFC 3339 in UTC with milliseconds, date → "YYYY-MM-DD".
 */
import pg from 'pg'

const { builtins } = pg.types

/** What has no four-digit year (infinity, 10000 AD, 44 BC) becomes the nearest instant that has: one odd row stops no board. */
const FIRST = '0001-01-01T00:00:00.000Z'
const LAST = '9999-12-31T23:59:59.999Z'

/** "2026-11-22 20:01:02.123456+00" (DateStyle ISO, TimeZone UTC) → "2026-11-22T20:01:02.123Z". */
export function instantOf(text: string): string {
  if (text === '-infinity' || text.endsWith(' BC')) return FIRST
  if (text === 'infinity' || text[4] !== '-') return LAST
  if (!text.endsWith('+00')) throw new Error(`expected an instant in UTC, got ${text}`)
  const fraction = text.slice(19, -3) // ".123456", ".5", or none
  return `${text.slice(0, 10)}T${text.slice(11, 19)}${(fraction || '.').slice(0, 4).padEnd(4, '0')}Z`
}

function integerOf(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`integer out of range: ${text}`)
  return value
}

/** bigint[] has no name among pg's builtins. */
const INT8_ARRAY = 1016

/* Importing this file is enough: pg keeps the parsers for the whole process. */
function registerTypes(): void {
  pg.types.setTypeParser(builtins.INT8, integerOf)
  pg.types.setTypeParser(builtins.TIMESTAMPTZ, instantOf)
  pg.types.setTypeParser(builtins.DATE, (text) => text)
  // pg's type for ids is an enum of the builtins; any number is one to Postgres.
  pg.types.setTypeParser(INT8_ARRAY as number, (text) =>
    text === '{}' ? [] : text.slice(1, -1).split(',').map(integerOf),
  )
}

registerTypes()
