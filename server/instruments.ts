/** What can be measured of a running server, for Prometheus. */
import prom from 'prom-client'
import type { MqttDoor } from './intake/mqtt/door.ts'
import type { Live } from './live/live.ts'

/** These go up and down; the others only count. */
const NOW: ReadonlySet<string> = new Set(['waiting', 'connections'])

/** A registry with the process' own figures and ours. No label ever holds a patient, a device or an address. */
export function instruments({ live, mqtt }: { live: Live; mqtt: MqttDoor }): prom.Registry {
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
  gauge('wardroom_screens', 'screens connected', () => live.health.screens)
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
  return prom.register
}
