/** What a webhook is signed with: made here, told once, good until another has taken its place. */
import { randomBytes } from 'node:crypto'
import type { Database, Tx } from '../../database/pool.ts'

const BYTES = 32

/**
 * A new one. Of those before it the last stays good for a while, so that the receiver can go over without missing a message;
 * never more than two are.
 * @returns as Standard Webhooks writes it
 */
export async function newWebhookSecret(
  tx: Tx,
  receiver_id: number,
  { by, keepHours }: { by: string; keepHours: number },
): Promise<string> {
  const secret = randomBytes(BYTES)
  await tx.rows('update webhook_secret set until = now() where receiver_id = $1 and until > now()', [
    receiver_id,
  ])
  await tx.rows(
    `update webhook_secret set until = now() + make_interval(hours => $2::integer)
      where receiver_id = $1 and until is null`,
    [receiver_id, keepHours],
  )
  await tx.rows('insert into webhook_secret (receiver_id, secret, made_by) values ($1, $2, $3)', [
    receiver_id,
    secret,
    by,
  ])
  return `whsec_${secret.toString('base64')}`
}

/** Those that are good now, the newest first. */
export async function webhookSecrets(database: Database, receiver_id: number): Promise<Buffer[]> {
  const rows = await database.rows<{ secret: Buffer }>(
    `select secret from webhook_secret where receiver_id = $1 and (until is null or until > now())
      order by webhook_secret_id desc`,
    [receiver_id],
  )
  return rows.map(({ secret }) => secret)
}
