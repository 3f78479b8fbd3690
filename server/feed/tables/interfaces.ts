/** What other systems told us, and what they are told. */
import type { Instant, MessageOutcome } from '../../../schema/terms.ts'
import { LATELY, SINCE, always, openOrLate, openOrRecent, type Specs } from './kept.ts'

/** Of what comes in without end, only so many of the newest, however busy the day. */
const NEWEST_INBOUND = 2000

export interface InterfaceTables {
  inbound: {
    inbound_id: number
    site: string | null
    door: 'hl7'
    received_at: Instant
    application: string
    facility: string
    control_id: string | null
    kind: string
    outcome: MessageOutcome
    reason: string | null
    answer: string | null
    repeats: number
  }
  receiver: {
    receiver_id: number
    site: string
    name: string
    /** null: of a webhook, whose address is no screen's to know */
    host: string | null
    port: number | null
    application: string
    facility: string
    kinds: string[]
    encoding: 'UTF-8' | 'ISO-8859-1'
    on_reject: 'go-on' | 'stop'
    active: boolean
  }
  outbound: {
    outbound_id: number
    receiver_id: number
    site: string
    kind: string
    encounter_id: number | null
    bed_id: number | null
    made_at: Instant
    sent_at: Instant | null
    answer: string | null
    attempts: number
    last_error: string | null
    next_at: Instant
    parked_at: Instant | null
    skipped_at: Instant | null
    skipped_by: string | null
    skipped_why: string | null
  }
}

export const interfaceTables: Specs<InterfaceTables> = {
  inbound: {
    key: ['inbound_id'],
    lookups: [],
    load: `select inbound_id, site, door, received_at, application, facility, control_id, kind, outcome, reason, answer, repeats
      from inbound where received_at > ${SINCE}
        and inbound_id > (select max(inbound_id) from inbound) - ${NEWEST_INBOUND}`,
    until: (row) => openOrRecent(row.received_at),
    newest: NEWEST_INBOUND,
  },
  receiver: {
    key: ['receiver_id'],
    lookups: [],
    load: 'select receiver_id, site, name, host, port, application, facility, kinds, encoding, on_reject, active from receiver',
    until: always,
  },
  outbound: {
    key: ['outbound_id'],
    lookups: ['receiver_id'],
    load: `select outbound_id, receiver_id, site, kind, encounter_id, bed_id, made_at, sent_at, answer, attempts,
        last_error, next_at, parked_at, skipped_at, skipped_by, skipped_why
      from outbound where (sent_at is null and skipped_at is null) or coalesce(sent_at, skipped_at) > ${LATELY}`,
    until: (row) => openOrLate(row.sent_at ?? row.skipped_at),
  },
}
