/** How a table is held: which rows, loaded how, kept how long. The rules of age that several tables share. */
import type { Instant } from '../../../schema/terms.ts'

/** What `keep` may ask of the rest of the mirror. */
export interface Around {
  hasEncounterOf(patient_id: number): boolean
}

export interface TableSpec<R> {
  /** The columns of the primary key. */
  key: readonly (keyof R & string)[]
  /** Columns rows are looked up by. */
  lookups: readonly (keyof R & string)[]
  /** Loads the operational rows, with exactly the published columns. */
  load: string
  /** Whether a row is (still) operational. The SQL above says the same. */
  keep(row: R, now: Instant, around: Around): boolean
  /** Only rows whose (numeric) key is within this distance of the highest ever seen. */
  newest?: number
}

/** Places and settings never leave. */
export const always = (): boolean => true

/** The specs of some tables by their names. */
export type Specs<Tables> = { [T in keyof Tables]: TableSpec<Tables[T]> }

/** How far back what has ended stays in the mirror: a local day, a clock change, and some slack. */
const RECENT_HOURS = 48
/** Age is told by the clock row, in whole minutes: so every server drops a row at the same position of the log. */
const recent = (now: Instant): Instant =>
  new Date(Math.floor(Date.parse(now) / 60_000) * 60_000 - RECENT_HOURS * 3_600_000).toISOString()
export const SINCE = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '${RECENT_HOURS} hours' from clock)`

/** What other systems were told is of interest for an hour; what they were not, until they are. */
export const lately = (now: Instant): Instant =>
  new Date(Math.floor(Date.parse(now) / 60_000) * 60_000 - 3_600_000).toISOString()
export const LATELY = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '1 hour' from clock)`

/** Whether something that ended then (null: not yet) is still of interest. What was cancelled never was. */
export const openOrRecent = (
  now: Instant,
  ended: Instant | null,
  cancelled: Instant | null = null,
): boolean => cancelled === null && (ended === null || ended > recent(now))
