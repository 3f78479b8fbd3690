/** What whoever starts it is told, once it stands: where everything is. */
import type { Config } from './config.ts'

/** Its address, as far as it knows it: there may be a proxy before it. */
export function webAt({ host, tls }: Pick<Config, 'host' | 'tls'>, port: number): string {
  return `${tls ? 'https' : 'http'}://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
}

export function announce({
  config,
  say,
  port,
  mqttPort,
  hl7Port,
  psql,
  setUp,
}: {
  config: Config
  say: (text: string, fields?: object) => void
  port: number
  mqttPort: number | undefined
  hl7Port: number
  psql: string
  setUp: string | undefined
}): void {
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  say(
    `ready in ${(performance.now() / 1000).toFixed(1)} s${config.demo ? `: the demo hospital (seed ${config.demo.seed}, speed ${config.demo.speed}), filling at its first start; --empty starts a real one` : ''}`,
    { event: 'ready' },
  )
  const web = webAt(config, port)
  say(`wall      ${web}/wall/beds`)
  say(`consoles  ${web}/`)
  // Behind the #, so that no proxy and no log of a browser's requests ever has it.
  if (setUp !== undefined)
    say(`nobody is administrator yet: within 24 hours, once, ${web}/setup-admin#${setUp}`)
  const [device, tlsDevice] = [`mqtt://${config.plainHost}:${String(mqttPort)}`, config.tls?.mqttPort]
  const devices = tlsDevice === undefined ? device : `mqtts://${host}:${tlsDevice} and ${device}`
  say(`devices   ${config.mqttUrl === undefined ? devices : "the hospital's broker"}`)
  const tlsHl7 = config.tls === undefined ? '' : `${host}:${config.tls.hl7Port} over TLS and `
  say(`HL7       ${tlsHl7}mllp://${config.plainHost}:${hl7Port}`)
  if (config.databaseUrl === undefined) say(`database  psql "${psql}"`)
}
