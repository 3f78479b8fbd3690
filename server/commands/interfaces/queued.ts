/** A message takes its place in the queue of a receiver. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

interface About {
  kind: string
  encounter_id?: number
  bed_id?: number
}

/** The number first: it is the message's id there. @returns it */
export async function queued(
  tx: Tx,
  receiver: { receiver_id: number; site: string },
  about: About,
  message: (id: number, at: Instant) => string,
): Promise<number> {
  const next = await tx.row<{ id: number; now: Instant }>(
    `select nextval(pg_get_serial_sequence('outbound', 'outbound_id')) as id, now() as now`,
  )
  if (!next) throw new Error('the database gave no number')
  await tx.rows(
    `insert into outbound (outbound_id, receiver_id, site, kind, encounter_id, bed_id, message)
     overriding system value values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      next.id,
      receiver.receiver_id,
      receiver.site,
      about.kind,
      about.encounter_id ?? null,
      about.bed_id ?? null,
      message(next.id, next.now),
    ],
  )
  return next.id
}
