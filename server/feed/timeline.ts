/** Where one timeline of the log branched off from another: what Postgres keeps of every failover. */
import type { Lsn } from '../../schema/terms.ts'
import { padded, toBigInt } from './lsn.ts'

/** @param history of the newer timeline, as TIMELINE_HISTORY answers. @returns undefined when it does not come from the older one */
export function branchedOff(history: string, older: number): Lsn | undefined {
  for (const line of history.split('\n')) {
    const [timeline, lsn] = line.trim().split(/\s+/)
    if (Number(timeline) === older && lsn !== undefined && lsn.includes('/')) return padded(lsn)
  }
  return undefined
}

/** How much of the log lies between two positions; 0 when the second is not after the first. */
export function bytesBetween(from: Lsn, to: Lsn): number {
  return to > from ? Number(toBigInt(to) - toBigInt(from)) : 0
}
