/** What to do with a delta, given how far a board has come. The whole rule of the wire, and nothing else. */
import type { Lsn } from '../../schema/terms.ts'

/** The stretch of the log a delta speaks of: what is new after `from`, up to and with `to`. */
export interface Stretch {
  from: Lsn
  to: Lsn
}

/**
 * `apply` when the delta carries the board on from where it is; `drop` when the board is there already; `reopen` when
 * something between the board and the delta was missed. Positions are fixed-width hex, so text order is log order.
 */
export function applies(position: Lsn, delta: Stretch): 'apply' | 'drop' | 'reopen' {
  if (delta.to <= position) return 'drop'
  return delta.from <= position ? 'apply' : 'reopen'
}

/**
 * May an answer to `board:open` be taken by a board that is at `held`? A server that is behind another one must not
 * take the picture back in time; after a change of epoch (failover, restore) old positions mean nothing.
 */
export function forward(
  held: { epoch: string; lsn: Lsn } | null,
  opened: { epoch: string; lsn: Lsn },
): boolean {
  return held === null || held.epoch !== opened.epoch || held.lsn <= opened.lsn
}
