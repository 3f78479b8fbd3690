/** What a device sent that could not be taken, kept with the reason for whoever has to find out why. */
import { parseTopic } from '../../../schema/devices/index.ts'
import type { Tx } from '../../database/pool.ts'

/** The newest so many are kept: enough to find a fault by, and a sensor gone mad can't fill the disk. */
export const KEPT_LETTERS = 10_000
export const KEPT_PAYLOAD_BYTES = 8 * 1024
const KEPT_TOPIC_LENGTH = 1000

export interface DeadLetter {
  topic: string
  payload: Uint8Array
  /** One sentence: the field and the rule, or what was missing. */
  reason: string
  /** The site the topic names; kept only if there is one of that name. */
  site?: string | undefined
  /** '<site>/<kind>/<device>' that proved who it is; left out: what the topic says. */
  sender?: string | undefined
}

/** Keeps letters (the first 8 KiB of each payload) and lets go of the oldest above `kept`. Committed when it returns. */
export async function keepDeadLetters(
  database: Tx,
  letters: readonly DeadLetter[],
  kept = KEPT_LETTERS,
): Promise<void> {
  if (letters.length === 0) return
  await database.rows(
    `with new as (
       insert into dead_letter (site, topic, payload, reason, sender)
       select s.site, l.topic, l.payload, l.reason, l.sender
         from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $6::text[])
              with ordinality as l (site, topic, payload, reason, sender, ord)
         left join site s on s.site = l.site
        order by l.ord
       returning 1
     )
     delete from dead_letter where dead_letter_id <= (
       select dead_letter_id from dead_letter order by dead_letter_id desc
       offset greatest(0, $5 - (select count(*) from new)) limit 1)`,
    [
      letters.map(({ site }) => (site === undefined ? null : storable(site))),
      letters.map(({ topic }) => storable(topic).slice(0, KEPT_TOPIC_LENGTH)),
      letters.map(({ payload }) => Buffer.from(payload.subarray(0, KEPT_PAYLOAD_BYTES))),
      letters.map(({ reason }) => storable(reason)),
      kept,
      letters.map(({ topic, sender }) => sender ?? senderOf(topic)),
    ],
  )
}

/** '<site>/<kind>/<device>' of a topic that names a device; null of any other. */
function senderOf(topic: string): string | null {
  const named = parseTopic(topic)
  return named ? `${named.site}/${named.kind}/${named.device}` : null
}

/** Postgres' text has no NUL, and UTF-8 no lone surrogate: both become U+FFFD. */
const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd')
