import { createHmac, timingSafeEqual } from 'node:crypto'

/** What Wardroom said, or an error. `body` is the text as it came: parsed and written again it is another. */
export function verified(headers, body, secret) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(at)) < 300)) throw new Error('too old, or a clock is wrong')
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const right = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`)
  const fits = (one) => one.length === right.length && timingSafeEqual(Buffer.from(one), right)
  if (!String(signatures).split(' ').some(fits)) throw new Error('Wardroom did not sign this')
  return JSON.parse(body) // keep `id`: who has had it before has nothing to do
}
