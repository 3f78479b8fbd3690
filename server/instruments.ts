/** What can be measured of a running server, for Prometheus. */
import prom from 'prom-client'
import type { Audit } from './audit/audit.ts'
import type { SignIn } from './access/sign-in.ts'
import type { Nightly } from './backup/nightly.ts'
import type { MqttDoor } from './intake/mqtt/door.ts'
import type { KeptLog } from './database/kept-log.ts'
import type { Room } from './database/room.ts'
import type { Rota } from './database/rota.ts'
import type { Live } from './live/live.ts'
import type { Certificate } from './tls/certificate.ts'

/** These go up and down; the others only count. */
const NOW: ReadonlySet<string> = new Set(['waiting', 'connections'])

/** A registry with the process' own figures and ours. No label ever holds a patient, a device or an address. */
export function instruments({
  live,
  signIn,
  mqtt,
  rota,
  nightly,
  room,
  keptLog,
  certificate,
  audit,
}: {
  live: Live
  signIn: Pick<SignIn, 'counts'>
  mqtt: MqttDoor
  rota: Rota
  nightly: Nightly | undefined
  room: Room
  keptLog: KeptLog
  certificate: Certificate | undefined
  audit: Audit
}): prom.Registry {
  const gauge = (name: string, help: string, read: () => number): void => {
    new prom.Gauge({
      name,
      help,
      collect() {
        this.set(read())
      },
    })
  }
  gauge('wardroom_feed_live', '1 while the picture follows the database', () => (live.health.live ? 1 : 0))
  gauge(
    'wardroom_feed_lag_seconds',
    'from commit to fold of the latest transaction, or how long the clock row has been missing',
    () => live.health.lag_ms / 1000,
  )
  gauge(
    'wardroom_feed_usual_lag_seconds',
    'the median of the latest lags; over 0.02 is looked into',
    () => (live.health.usual_lag_ms ?? 0) / 1000,
  )
  gauge('wardroom_servers', 'servers on this database', () => rota.servers)
  gauge('wardroom_on_duty', '1 on the server that does what is to be done once', () => (rota.onDuty ? 1 : 0))
  gauge('wardroom_mqtt_seats', 'sessions at the outside broker that this server reads', () => rota.seats.size)
  gauge('wardroom_screens', 'screens connected', () => live.health.screens)
  gauge('wardroom_strangers', 'sockets whose screen nobody knows yet', () => live.health.strangers)
  gauge(
    'wardroom_strangers_cut_total',
    'of those, cut to make room for others, since the start',
    () => live.health.strangers_cut,
  )
  const ends = { in: 'let in', refused: 'wrong', held: 'not looked at: too many tries' }
  for (const [end, help] of Object.entries(ends) as [keyof typeof ends, string][])
    gauge(
      `wardroom_sign_ins_${end}_total`,
      `tries to sign in, ${help}, since the start`,
      () => signIn.counts[end],
    )
  new prom.Gauge({
    name: 'wardroom_screens_watching',
    help: 'screens of this server that watch a board',
    labelNames: ['board'],
    collect() {
      this.reset()
      for (const [board, screens] of live.roll.watching()) this.set({ board }, screens)
    },
  })
  gauge(
    'wardroom_other_servers_reached',
    '1 while screens of other servers can be told something, by way of Redis',
    () => (live.roll.reaches ? 1 : 0),
  )
  for (const name of Object.keys(mqtt.stats) as (keyof typeof mqtt.stats)[]) {
    if (NOW.has(name))
      gauge(`wardroom_mqtt_${name}`, `device messages or peers: ${name}, now`, () => mqtt.stats[name])
    else
      gauge(
        `wardroom_mqtt_${name}_total`,
        `device messages: ${name}, since the start`,
        () => mqtt.stats[name],
      )
  }
  gauge(
    'wardroom_room',
    '2: enough room on the disk of the database, 1: little, 0: none, nothing new is taken',
    () => ({ enough: 2, little: 1, none: 0 })[room.left],
  )
  gauge(
    'wardroom_disk_free_bytes',
    'on the disk of the embedded database; NaN where it is not on this machine',
    () => room.disk?.free ?? NaN,
  )
  gauge(
    'wardroom_kept_log_bytes',
    'log that Postgres keeps for the replication slot furthest behind, whosever it is',
    () => keptLog.bytes,
  )
  gauge('wardroom_disk_size_bytes', 'all of that disk', () => room.disk?.size ?? NaN)
  gauge(
    'wardroom_audit_rows',
    'rows of the record that are sealed, as far as this server knows',
    () => audit.head?.audit_id ?? NaN,
  )
  gauge(
    'wardroom_audit_whole',
    '0 when the last walk over the record found it changed, cut or old',
    () => audit.whole,
  )
  if (nightly) {
    gauge(
      'wardroom_backup_age_seconds',
      'since the newest backup; NaN where there is none yet, or another server makes them',
      () => (nightly.ageMs ?? NaN) / 1000,
    )
    gauge('wardroom_backup_failures_total', 'nightly backups tried in vain', () => nightly.failures)
  }
  if (certificate) {
    gauge(
      'wardroom_certificate_seconds_left',
      'until the certificate this server shows expires',
      () => certificate.secondsLeft,
    )
  }
  return prom.register
}
