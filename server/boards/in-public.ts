/**
 * What is told where anybody passes: counts, and no count so fine that one person could be found in it. Each is rounded to the
 * nearest five by itself, as hospital statistics are that are given out (NHS England, disclosure control of Hospital Episode
 * Statistics), so that none can be had from the others; sums need not add up. Pure.
 */
import { occupancy } from './count-beds.ts'

const STEP = 5

/** Of beds and rules, not of people. A number that is not named here is taken to be of people. */
const EXACT: ReadonlySet<string> = new Set([
  'beds',
  'available',
  'position',
  'surge_closed',
  'surge_open',
  'level',
  'proposed',
  'threshold',
  'rules',
  // Of an emergency department: what it goes by, not who is in it.
  'lines',
  'window_h',
  'weeks',
  'hospital_beds',
  'nedocs_cap',
  'attendings',
  'over',
  // Of a clinic's queue: who sits in its waiting room counts it, and a number is nobody's name.
  'in_queue',
  'calls',
  'called_now',
  'issued_today',
  'served_today',
  'average_wait_min',
  'pace_min',
  'head_start_min',
  'clinics',
  'category',
])

/** Since when, or until when, one person waits: no count, so nobody is told. */
const OF_ONE: ReadonlySet<string> = new Set([
  'waiting_since',
  'boarding_since',
  'next_line_at',
  'next_expected_at',
  // A score in tenths, which rounded to five would be another.
  'edwin',
])

/** Shares of the beds, by what they are the share of. */
const SHARES = { occupancy: 'occupied', occupancy_after: 'occupied_after' } as const

export const toFive = (count: number): number => STEP * Math.round(count / STEP)

/** A row or totals of any board, as the public may see it. */
export const inPublic = <T extends object>(told: T): T => rounded(told) as T // numbers stay numbers

function rounded(told: unknown): unknown {
  if (typeof told === 'number') return toFive(told)
  if (Array.isArray(told)) return told.map(rounded)
  if (typeof told !== 'object' || told === null) return told
  const parts: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(told))
    parts[name] = OF_ONE.has(name) ? null : EXACT.has(name) ? part : rounded(part)
  const { available } = parts
  for (const [share, of] of Object.entries(SHARES)) {
    const people = parts[of]
    if (share in parts && typeof people === 'number' && typeof available === 'number')
      parts[share] = occupancy(people, available)
  }
  return parts
}
