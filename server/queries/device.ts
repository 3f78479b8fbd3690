import { KNOCK_FRESH_MIN } from '../../schema/commands/credentials.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'
import type { Database } from '../database/pool.ts'

type Device = QueryResult<'device'>

/** Messages shown one by one; all are counted. */
const LETTERS = 50
const GAPS = 20
const CREDENTIALS = 5

/** A device by its key on the board of devices, or a stranger: what it said last, what it sent in vain, what is missing. */
export const device: Answer<'device'> = async (database, { key }) => {
  const known = key.startsWith('d') ? await knownBy(database, Number(key.slice(1))) : undefined
  if (key.startsWith('d') && !known) return undefined
  const sender = known ? `${known.site}/${known.kind}/${known.code}` : key.slice(2)
  const refused = await refusedOf(database, sender)
  const knocks = await knocksOf(database, sender)
  if (!known && refused.letters.length + knocks.length === 0) return undefined
  const id = known?.device_id ?? null
  // What a monitor measures is a patient's: here it is only told what it measures.
  const channels = await database.rows<Device['channels'][number]>(
    `select channel,
            case when channel = 'vitals'
              then jsonb_build_object('measures', (select coalesce(string_agg(name, ' ' order by name), '')
                                                     from jsonb_each(value) as v (name, one) where one <> 'null'))
              else value end as value, changed_at, said_at, boot, seq from device_channel where device_id = $1 order by channel`,
    [id],
  )
  const gaps = await database.rows<Device['gaps'][number]>(
    `select boot, after_seq, before_seq, missing, noticed_at from reading_gap where device_id = $1
      order by noticed_at desc, before_seq desc limit $2`,
    [id, GAPS],
  )
  const credentials = await database.rows<Device['credentials'][number]>(
    `select how, issued_at, issued_by, first_used_at, ends_at, revoked_at, revoked_by, revoked_why
       from device_credential where device_id = $1 order by device_credential_id desc limit $2`,
    [id, CREDENTIALS],
  )
  return { key, heard_at: known?.heard_at ?? null, channels, gaps, ...refused, credentials, knocks }
}

interface Known {
  device_id: number
  site: string
  kind: string
  code: string
  heard_at: string | null
}

async function knownBy(database: Database, id: number): Promise<Known | undefined> {
  if (!Number.isSafeInteger(id)) return undefined
  return database.row<Known>(
    `select device_id, site, kind, code, heard_at from device left join device_heard using (device_id)
      where device_id = $1`,
    [id],
  )
}

const knocksOf = (database: Database, sender: string): Promise<Device['knocks']> =>
  database.rows(
    `select address, first_at, last_at from device_knock
      where site || '/' || kind || '/' || code = $1 and last_at > now() - make_interval(mins => $2)
      order by last_at desc`,
    [sender, KNOCK_FRESH_MIN],
  )

async function refusedOf(database: Database, sender: string): Promise<Pick<Device, 'reasons' | 'letters'>> {
  const reasons = await database.rows<Device['reasons'][number]>(
    `select reason, count(*) as count, max(received_at) as last_at from dead_letter where sender = $1
      group by reason order by 2 desc, 3 desc limit 20`,
    [sender],
  )
  const letters = await database.rows<Device['letters'][number]>(
    `select 'd' || dead_letter_id as key, received_at, topic, reason from dead_letter where sender = $1
      order by dead_letter_id desc limit $2`,
    [sender, LETTERS],
  )
  return { reasons, letters }
}
