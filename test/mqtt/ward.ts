/** A ward with sensors for the MQTT tests: one unit, one room, a bed and a sensor each, and the door they speak to. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import pg from 'pg'
import { pino } from 'pino'
import { digestOf } from '../../server/commands/credentials/device-secret.ts'
import type { Database } from '../../server/database/pool.ts'
import { MqttDoor, type MqttDoorOptions } from '../../server/intake/mqtt/door.ts'
import { until } from '../support/until.ts'

export const SITE = 'gh'

/** Adds a site with so many beds and their sensors, `4w-1`, `4w-2`, … */
export async function furnish(database: Database, beds = 3): Promise<void> {
  await database.rows(
    `insert into site (site, name, time_zone, currency) values ($1, 'General', 'UTC', 'EUR')`,
    [SITE],
  )
  await database.rows(
    `with ward as (insert into unit (site, code, name, kind, position) values ($1, '4w', '4 West', 'medical', 1)
                   returning unit_id),
          bay as (insert into room (unit_id, code) select unit_id, '1' from ward returning unit_id, room_id),
          beds as (insert into bed (site, unit_id, room_id, code, position)
                   select $1, unit_id, room_id, '4w-' || n, n from bay, generate_series(1, $2) as n returning bed_id, code)
     insert into device (site, kind, code, bed_id) select $1, 'bed', code, bed_id from beds`,
    [SITE, beds],
  )
  await letInDevices(database)
}

/** What a test's device signs in with. */
export const secretOf = (code: string): string => `the secret of ${code}, which only a test knows`

/** Each device that is registered, and has nothing yet, may sign in. */
export async function letInDevices(database: Database): Promise<void> {
  const devices = await database.rows<{ device_id: number; code: string }>(
    'select device_id, code from device where device_id not in (select device_id from device_credential)',
  )
  const digests = devices.map(({ code }) => digestOf(secretOf(code)))
  await database.rows(
    `insert into device_credential (device_id, salt, hash, how, issued_by)
     select *, 'issued', 'a test' from unnest($1::bigint[], $2::text[], $3::bytea[])`,
    [
      devices.map(({ device_id }) => device_id),
      digests.map(({ salt }) => salt),
      digests.map(({ hash }) => hash),
    ],
  )
}

/** How a device of a test comes to the broker. */
export const as = (code: string, kind = 'bed'): IClientOptions => ({
  clientId: `${SITE}/${kind}/${code}`,
  username: `${SITE}/${kind}/${code}`,
  password: secretOf(code),
})

export const quiet = pino({ level: 'silent' })

/** The door with a broker of its own, on a port of its own. */
export async function openDoor(
  database: Database,
  options: Partial<MqttDoorOptions> = {},
): Promise<{ door: MqttDoor; url: string; port: number }> {
  const door = new MqttDoor({ database, host: '127.0.0.1', port: 0, log: quiet, version: 'test', ...options })
  const { port = 0 } = await door.start()
  return { door, port, url: `mqtt://127.0.0.1:${port}` }
}

/** A plain MQTT client, as any device or program would be one. */
export async function connect(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options })
  client.on('error', () => undefined) // a cut connection is what some tests are about
  return client
}

/** For an intake that hears no badges. */
export const noTaps = () => Promise.reject(new Error('no badge here'))

export const topic = (bed: string, channel = 'occupancy'): string => `wardroom/${SITE}/bed/${bed}/${channel}`

export const reading = (
  seq: number,
  value: object = { occupied: true },
  boot = 'boot-1',
  at = '2026-11-22T20:00:00Z',
): string => JSON.stringify({ at, boot, seq, ...value })

export interface ChannelNow {
  boot: string
  seq: number
  value: Record<string, unknown>
  changed_at: string
  said_at: string
}

/** What screens are told of a channel of a bed's sensor. */
export const channelOf = (
  database: Database,
  bed: string,
  channel = 'occupancy',
): Promise<ChannelNow | undefined> =>
  database.row<ChannelNow>(
    `select boot, seq, value, changed_at, said_at
       from device_channel join device using (device_id) where code = $1 and channel = $2`,
    [bed, channel],
  )

export const deviceOf = (
  database: Database,
  bed: string,
): Promise<{ online: boolean | null; online_at: string | null; silent_since: string | null } | undefined> =>
  database.row('select online, online_at, silent_since from device where code = $1', [bed])

export const readingsOf = async (database: Database, bed: string): Promise<number> =>
  (
    await database.row<{ n: number }>(
      'select count(*) as n from reading join device using (device_id) where code = $1',
      [bed],
    )
  )?.n ?? 0

export const deadLetters = (
  database: Database,
): Promise<{ topic: string; reason: string; site: string | null }[]> =>
  database.rows('select topic, reason, site from dead_letter order by dead_letter_id')

/** Takes a lock no reading gets past, as a hung database would. @returns how to let go. */
export async function lockReadings({ url }: { url: string }): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin; lock table reading in access exclusive mode')
  return () => client.end()
}

/** Settles when a batch waits for that lock. */
export const untilLocked = (database: Database): Promise<unknown> =>
  until(
    () =>
      database.row(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      ),
    { what: 'a batch to wait for the lock' },
  )
