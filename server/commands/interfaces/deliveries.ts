/** The queue of what other systems are told: what comes next, and what became of it. */
import type { Database } from '../../database/pool.ts'

export interface ActiveReceiver {
  receiver_id: number
  name: string
  to: { host: string; port: number; url: null } | { host: null; port: null; url: string }
  encoding: 'UTF-8' | 'ISO-8859-1'
}

export interface Due {
  outbound_id: number
  message: string
  attempts: number
}

/** The receivers to whom something is to be sent now. */
export function receiversDue(database: Database): Promise<ActiveReceiver[]> {
  return database.rows<ActiveReceiver>(
    `select r.receiver_id, r.name, jsonb_build_object('host', r.host, 'port', r.port, 'url', r.url) as to, r.encoding from receiver r, lateral (${HEAD}) o
      where r.active and o.next_at <= now() and o.parked_at is null order by r.receiver_id`,
  )
}

/**
 * The oldest that waits; where a rejected one stops the queue, the oldest that is neither taken nor skipped. (One that was
 * rejected and does not stop the queue is passed over until somebody resends it.)
 */
const HEAD = `select * from outbound w
   where w.receiver_id = r.receiver_id and w.sent_at is null and w.skipped_at is null
     and (w.parked_at is null or r.on_reject = 'stop')
   order by w.outbound_id limit 1`

/** What is next for a receiver; undefined when there is nothing, or not yet, or it is not told anything any more. */
export function nextDue(database: Database, receiverId: number): Promise<Due | undefined> {
  return database.row<Due>(
    `select o.outbound_id, o.message, o.attempts from receiver r, lateral (${HEAD}) o
      where r.receiver_id = $1 and r.active and o.next_at <= now() and o.parked_at is null`,
    [receiverId],
  )
}

/** The receiver has it. */
export async function noteTaken(database: Database, outboundId: number, answer: string): Promise<void> {
  await database.rows(
    `update outbound set sent_at = now(), answer = $2, attempts = attempts + 1, last_error = null
      where outbound_id = $1 and sent_at is null and skipped_at is null`,
    [outboundId, answer],
  )
}

/** The receiver will not have it: a person decides. */
export async function noteParked(
  database: Database,
  outboundId: number,
  { answer, error }: { answer: string; error: string },
): Promise<void> {
  await database.rows(
    `update outbound set parked_at = now(), answer = $2, last_error = $3, attempts = attempts + 1
      where outbound_id = $1 and sent_at is null and skipped_at is null`,
    [outboundId, answer, error],
  )
}

/** It did not get there, or not now: once more after a while. */
export async function noteFailed(
  database: Database,
  outboundId: number,
  { answer, error, againMs }: { answer: string | null; error: string; againMs: number },
): Promise<void> {
  await database.rows(
    `update outbound set attempts = attempts + 1, answer = $2, last_error = $3,
            next_at = now() + make_interval(secs => $4::double precision / 1000)
      where outbound_id = $1 and sent_at is null and skipped_at is null`,
    [outboundId, answer, error, againMs],
  )
}
