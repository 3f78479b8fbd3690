/** What devices say, of whom, and what of it could not be taken. */
import type { Instant } from '../../../schema/terms.ts'
import { FOREVER, NEVER, SINCE, always, openOrRecent, whileOpen, type Specs } from './kept.ts'

/** Of what comes in without end, only so many of the newest, however busy the day. */
const NEWEST_DEAD_LETTERS = 500

export interface DeviceTables {
  device: {
    device_id: number
    site: string
    kind: string
    code: string
    bed_id: number | null
    online: boolean | null
    online_at: Instant | null
    silent_since: Instant | null
    lost: number
    lost_since: Instant | null
  }
  device_channel: {
    device_id: number
    channel: string
    boot: string
    seq: number
    value: Record<string, unknown>
    changed_at: Instant
    said_at: Instant
  }
  tag_assignment: {
    tag_assignment_id: number
    device_id: number
    encounter_id: number | null
    asset: string | null
    person: string | null
    attached_at: Instant
    detached_at: Instant | null
  }
  device_credential: {
    device_credential_id: number
    device_id: number
    how: 'issued' | 'claimed'
    issued_at: Instant
    ends_at: Instant | null
    revoked_at: Instant | null
  }
  dead_letter: {
    dead_letter_id: number
    site: string | null
    received_at: Instant
    topic: string
    reason: string
    sender: string | null
  }
}

export const deviceTables: Specs<DeviceTables> = {
  device: { key: ['device_id'], lookups: ['bed_id', 'code'], load: 'select * from device', until: always },
  device_channel: {
    key: ['device_id', 'channel'],
    lookups: ['device_id'],
    load: 'select * from device_channel',
    until: always,
  },
  tag_assignment: {
    key: ['tag_assignment_id'],
    lookups: ['device_id', 'encounter_id'],
    load: 'select * from tag_assignment where detached_at is null',
    until: (row) => whileOpen(row.detached_at === null),
  },
  device_credential: {
    key: ['device_credential_id'],
    lookups: ['device_id'],
    load: `select device_credential_id, device_id, how, issued_at, ends_at, revoked_at from device_credential
      where revoked_at is null and coalesce(ends_at, 'infinity') > (select date_trunc('minute', at) from clock)`,
    until: (row) => (row.revoked_at === null ? (row.ends_at ?? FOREVER) : NEVER),
  },
  dead_letter: {
    key: ['dead_letter_id'],
    lookups: ['sender'],
    load: `select dead_letter_id, site, received_at, topic, reason, sender
      from dead_letter where received_at > ${SINCE}
        and dead_letter_id > (select max(dead_letter_id) from dead_letter) - ${NEWEST_DEAD_LETTERS}`,
    until: (row) => openOrRecent(row.received_at),
    newest: NEWEST_DEAD_LETTERS,
  },
}
