import type { QueryResult } from '../../schema/queries.ts'
import { actsOf } from './acts.ts'
import type { Answer } from './index.ts'
import { readable } from './readable.ts'
import type { Database } from '../database/pool.ts'

type Message = QueryResult<'message'>

const ACTS = 100

/** One message from outside by its key on the inbox board: m12 came over HL7, d7 is a dead letter of MQTT. */
export const message: Answer<'message'> = (database, { key }) => {
  const id = Number(key.slice(1))
  // More digits than an id can have: there is no such message.
  if (!Number.isSafeInteger(id)) return Promise.resolve(undefined)
  return key.startsWith('m') ? inbound(database, key, id) : deadLetter(database, key, id)
}

async function inbound(database: Database, key: string, id: number): Promise<Message | undefined> {
  const row = await database.row<
    Omit<Message, 'key' | 'door' | 'sender' | 'text' | 'acts' | 'unplaced'> & {
      location: string | null
      waiting: number
      application: string
      facility: string
      raw: Buffer
    }
  >(
    `select received_at, application, facility, kind, control_id, version, outcome, reason, answer, repeats, raw,
            unplaced as location,
            (select count(*) from inbound o where o.outcome = 'quarantined' and o.application = i.application
              and o.facility = i.facility and o.reason = i.reason) as waiting
       from inbound i where inbound_id = $1`,
    [id],
  )
  if (!row) return undefined
  const { application, facility, raw, location, waiting, ...rest } = row
  return {
    key,
    door: 'hl7',
    sender: `${application}^${facility}`,
    ...rest,
    text: readable(raw),
    unplaced:
      rest.outcome === 'quarantined' && location !== null
        ? { application, facility, location, waiting }
        : null,
    acts: await actsOf(database, 'message', id, ACTS),
  }
}

async function deadLetter(database: Database, key: string, id: number): Promise<Message | undefined> {
  const row = await database.row<{ received_at: string; topic: string; reason: string; payload: Buffer }>(
    'select received_at, topic, reason, payload from dead_letter where dead_letter_id = $1',
    [id],
  )
  if (!row) return undefined
  return {
    key,
    door: 'mqtt',
    received_at: row.received_at,
    sender: row.topic,
    kind: row.topic.split('/').at(-1) ?? '',
    control_id: null,
    version: null,
    outcome: 'refused',
    reason: row.reason,
    answer: null,
    repeats: 0,
    text: readable(row.payload),
    unplaced: null,
    acts: [],
  }
}
