/** How a table is held: which rows, loaded how, kept how long. The rules of age that several tables share. */
import type { Instant } from '../../../schema/terms.ts'

/** What a table may ask of the rest of the mirror. */
export interface Around {
  /** What minute it is. */
  minute(): Instant
  hasEncounterOf(patient_id: number): boolean
}

export interface TableSpec<R> {
  /** The columns of the primary key. */
  key: readonly (keyof R & string)[]
  /** Columns rows are looked up by. */
  lookups: readonly (keyof R & string)[]
  /** Loads the operational rows, with exactly the published columns. */
  load: string
  /** Up to which instant a row is operational, as it is: FOREVER, NEVER, or some time after it ended. The SQL above says the same. */
  until(row: R): Instant
  /** Whether others give a row reason to be held. */
  needed?(row: R, around: Around): boolean
  /** Only rows whose (numeric) key is within this distance of the highest ever seen. */
  newest?: number
}

/** Instants beyond all others: what is open leaves when it is written otherwise, what was cancelled is not held at all. */
export const FOREVER: Instant = '9999-12-31T23:59:59.999Z'
export const NEVER: Instant = '0000-01-01T00:00:00.000Z'
/** Places and settings never leave. */
export const always = (): Instant => FOREVER
/** What is of interest only as long as it is open. */
export const whileOpen = (open: boolean): Instant => (open ? FOREVER : NEVER)

/** Age is told by the clock row, in whole minutes: so every server drops a row at the same position of the log. */
export const wholeMinute = (now: Instant): Instant => `${now.slice(0, 16)}:00.000Z`

/** Whether a server that starts now would load this row. */
export function isOperational<R>(spec: TableSpec<R>, row: R, around: Around): boolean {
  const until = spec.until(row)
  return (until === FOREVER || until > around.minute()) && (spec.needed?.(row, around) ?? true)
}

/** The specs of some tables by their names. */
export type Specs<Tables> = { [T in keyof Tables]: TableSpec<Tables[T]> }

/** How far back what has ended stays in the mirror: today and yesterday, of which one may have 25 hours, and some slack. */
const RECENT_HOURS = 50
export const SINCE = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '${RECENT_HOURS} hours' from clock)`
/** What other systems were told is of interest for an hour; what they were not, until they are. */
const LATE_HOURS = 1
export const LATELY = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '${LATE_HOURS} hour' from clock)`

/** For something that ended then (null: not yet). What was cancelled never was. */
export const openOrRecent = (ended: Instant | null, cancelled: Instant | null = null): Instant =>
  cancelled === null ? hoursAfter(ended, RECENT_HOURS) : NEVER
export const openOrLate = (ended: Instant | null): Instant => hoursAfter(ended, LATE_HOURS)

function hoursAfter(at: Instant | null, hours: number): Instant {
  if (at === null || at >= FOREVER) return FOREVER
  return new Date(Date.parse(at) + hours * 3_600_000).toISOString()
}
