/** The settings of what is encrypted, what is said in plain, and which proxies are believed. */
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { Unusable } from '../database/unusable.ts'

const port = z.coerce.number().int().min(0).max(65535)
const file = (what: string): z.ZodType<string | undefined> => z.string().min(1).optional().describe(what)

/** "10.0.0.0/8, 192.168.1.7" */
export const addresses = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine((each) => each.every(isNetwork), 'addresses or networks as 10.0.0.0/8, with commas between')

export const tlsSettings = {
  WARDROOM_MQTT_TLS_PORT: port
    .default(8883)
    .describe('The embedded MQTT broker over TLS, where WARDROOM_TLS_CERT is set.'),
  WARDROOM_HL7_TLS_PORT: port
    .default(2576)
    .describe('HL7 v2 over MLLP over TLS, where WARDROOM_TLS_CERT is set.'),
  WARDROOM_PLAIN_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe(
      'Address of the MQTT and HL7 ports in plain. Only this machine by default: what is said there can be read on the way.',
    ),
  WARDROOM_TLS_CERT: file(
    'A PEM file: the certificate of this server and those between it and its root. Renewed, it is taken up within seconds.',
  ),
  WARDROOM_TLS_KEY: file('A PEM file: the key of that certificate.'),
  WARDROOM_HL7_CLIENT_CA: file(
    'A PEM file: who sends HL7 over TLS must show a certificate from this authority.',
  ),
  WARDROOM_MQTT_CLIENT_CA: file(
    'A PEM file: a device that shows a certificate must have it from this authority.',
  ),
  WARDROOM_TRUSTED_PROXIES: addresses
    .optional()
    .describe(
      'Addresses or networks of proxies before the server, with commas between: X-Forwarded-For, -Proto and -Host are believed from these, and from nobody else.',
    ),
} as const

type Set = z.infer<z.ZodObject<typeof tlsSettings>>

export interface TlsConfig {
  cert: string
  key: string
  mqttPort: number
  hl7Port: number
  clients: { hl7?: string; mqtt?: string }
}

/** @throws Unusable when a setting is there that needs another. */
export function tlsOf(set: Set): TlsConfig | undefined {
  const { WARDROOM_TLS_CERT: cert, WARDROOM_TLS_KEY: key } = set
  const { WARDROOM_HL7_CLIENT_CA: hl7, WARDROOM_MQTT_CLIENT_CA: mqtt } = set
  if (cert === undefined || key === undefined) {
    const alone = Object.entries({ WARDROOM_TLS_CERT: cert, WARDROOM_TLS_KEY: key })
      .concat(Object.entries({ WARDROOM_HL7_CLIENT_CA: hl7, WARDROOM_MQTT_CLIENT_CA: mqtt }))
      .find(([, file]) => file !== undefined)
    if (alone)
      throw new Unusable(`${alone[0]} needs WARDROOM_TLS_CERT and WARDROOM_TLS_KEY: set both, or none.`)
    return undefined
  }
  return {
    cert,
    key,
    mqttPort: set.WARDROOM_MQTT_TLS_PORT,
    hl7Port: set.WARDROOM_HL7_TLS_PORT,
    clients: { ...(hl7 !== undefined && { hl7 }), ...(mqtt !== undefined && { mqtt }) },
  }
}

/** One address, or a network: what Express and Node both understand. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  if (bits === undefined) return true
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return /^\d+$/.test(bits)
  } catch {
    return false
  }
}
