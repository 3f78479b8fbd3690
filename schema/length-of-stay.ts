/** How long patients stay and how beds turn over, in days. DEFINITIONS section 1. Pure. */
import type { Instant } from './terms.ts'

const DAY_MS = 86_400_000

/** From these lengths of stay [nights] on a stay is long. NHS: 7 and 14 "stranded", 21 "super-stranded" (long length of stay). */
export const LONG_STAY_NIGHTS = [7, 14, 21] as const
export type LongStay = (typeof LONG_STAY_NIGHTS)[number]

/** LOS, fractional [days]: discharge instant − admission instant. */
export const losDays = (admitted_at: Instant, left_at: Instant): number =>
  (Date.parse(left_at) - Date.parse(admitted_at)) / DAY_MS

/** Nights between two calendar dates ("2026-11-22") of the site. */
export const nightsBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** LOS by date [days]: the difference of the dates, and 1 for who came and left on one day. */
export const losByDate = (admittedOn: string, leftOn: string): number =>
  Math.max(1, nightsBetween(admittedOn, leftOn))

/** The longest class a stay of so many nights has reached; null: it is no long stay. */
export const longStayOf = (nights: number): LongStay | null =>
  LONG_STAY_NIGHTS.findLast((from) => nights >= from) ?? null

/**
 * ALOS [days]: the sum of the stays over the number of discharges; null when nobody left. Summed in whole milliseconds, so
 * that it is the same in whatever order the stays come.
 */
export const averageLosDays = (stayed_ms: number, discharges: number): number | null =>
  discharges === 0 ? null : stayed_ms / DAY_MS / discharges

/** 100 × part / whole; null when there is no whole. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : (100 * part) / whole

/** Bed occupancy rate [%]: occupied bed-days × 100 / available bed-days. */
export const bedOccupancyRate = percent

/** Bed turnover rate: discharges (deaths included) a bed. */
export const bedTurnoverRate = (discharges: number, meanBeds: number): number | null =>
  meanBeds === 0 ? null : discharges / meanBeds

/** Turnover interval [days]: how long a bed stands empty between two patients; negative when beds were over-occupied. */
export const turnoverInterval = (
  availableBedDays: number,
  occupiedBedDays: number,
  discharges: number,
): number | null => (discharges === 0 ? null : (availableBedDays - occupiedBedDays) / discharges)
