/** The three headers of Standard Webhooks 1.0 (symmetric, v1). Pure. */
import { createHmac } from 'node:crypto'

/**
 * @param secrets all that are good now: a signature with each, so that the receiver may know either
 * @param at when it is sent: a receiver takes no old one, so whoever overhears a message cannot play it again tomorrow
 */
export function signature(
  secrets: readonly Buffer[],
  { id, at, body }: { id: string; at: Date; body: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = String(Math.floor(at.getTime() / 1000))
  const text = `${id}.${seconds}.${body}`
  const signed = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signed.join(' ') }
}
