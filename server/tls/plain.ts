/** What is said in plain can be read, and changed, by whoever is on the way: said loudly when it leaves this machine. */
import type { Config } from '../config.ts'

type Doors = Pick<Config, 'host' | 'plainHost' | 'tls' | 'mqttUrl'>

/** This machine, as a setting names it. */
export const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/.test(host)

/** One line for each door that is open to the network in plain. */
export function plainDoors({ host, plainHost, tls, mqttUrl }: Doors): string[] {
  const elsewhere = !isLoopback(plainHost)
  return [
    ...(!tls && !isLoopback(host)
      ? [
          `HTTP is in plain on ${host}: names of patients and sign-ins can be read on the way. Set WARDROOM_TLS_CERT and WARDROOM_TLS_KEY, or put a proxy with TLS before it and keep this port from everybody else`,
        ]
      : []),
    ...(elsewhere
      ? [
          `HL7 is in plain on ${plainHost} (WARDROOM_PLAIN_HOST): messages about patients can be read on the way`,
        ]
      : []),
    ...(elsewhere && mqttUrl === undefined
      ? [
          `MQTT is in plain on ${plainHost} (WARDROOM_PLAIN_HOST): what devices say, and their credentials, can be read on the way`,
        ]
      : []),
  ]
}

export function warnOfPlain(config: Doors, log: { warn(fields: object, text: string): void }): void {
  for (const line of plainDoors(config)) log.warn({}, line)
}
