/** The environment and the command line → one typed, complete value. The only reader of process.env. */
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { scenario, type Scenario } from '../schema/demo.ts'
import { oidcOf, oidcSettings } from './access/oidc-settings.ts'
import { addresses, tlsOf, tlsSettings, type TlsConfig } from './tls/settings.ts'
import type { OidcSettings } from './access/single-sign-on.ts'
import { Unusable } from './database/unusable.ts'
import { refuseWeakSecrets } from './weak-secrets.ts'

const port = z.coerce.number().int().min(0).max(65535)
/** Only the scheme is looked at: what follows is its client's to read (libpq allows more than a URL may hold). */
const url = (...schemes: string[]): z.ZodType<string> =>
  z
    .string()
    .refine(
      (text) => schemes.some((scheme) => text.startsWith(`${scheme}//`)),
      `a URL that begins with ${schemes.join('// or ')}//`,
    )

/** Settings that may hold a password. Each may lie in a file instead, which a setting of its name with _FILE after it names. */
const secret = (name: string): z.ZodType<string | undefined> =>
  z.string().min(1).optional().describe(`A file that holds ${name}, since a password may stand in it.`)

/** Each setting, its rule and its default. docs/settings.md says the same to people; a test compares them. */
export const settings = {
  WARDROOM_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on: only this machine by default; 0.0.0.0 for walls on other machines.'),
  WARDROOM_PORT: port
    .default(8080)
    .describe('HTTP and live screens; HTTPS and nothing else where WARDROOM_TLS_CERT is set.'),
  WARDROOM_MQTT_PORT: port.default(1883).describe('The embedded MQTT broker, in plain.'),
  WARDROOM_HL7_PORT: port.default(2575).describe('HL7 v2 over MLLP, in plain.'),
  WARDROOM_HL7_STRANGERS: z
    .enum(['this-machine', 'all', 'none'])
    .default('this-machine')
    .describe(
      'Whose HL7 messages are taken of senders that nobody has set: those of this machine, of all, or of none. Others are answered AR and kept.',
    ),
  WARDROOM_WEBHOOK_NETWORKS: addresses
    .optional()
    .describe(
      'Addresses or networks within the house where webhooks may be, with commas between, such as 10.20.0.0/16. Left out, they are at addresses of the internet only; in the demo also on this machine.',
    ),
  ...oidcSettings,
  ...tlsSettings,
  WARDROOM_DATA: z.string().min(1).default('data').describe('Folder of the embedded database.'),
  WARDROOM_DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe('A Postgres 15 or newer to use instead of the embedded one.'),
  WARDROOM_DATABASE_URL_FILE: secret('WARDROOM_DATABASE_URL'),
  WARDROOM_MQTT_URL: url('mqtt:', 'mqtts:', 'tcp:', 'ssl:')
    .optional()
    .describe("The hospital's MQTT broker to use instead of the embedded one."),
  WARDROOM_MQTT_URL_FILE: secret('WARDROOM_MQTT_URL'),
  WARDROOM_REDIS_URL: url('redis:', 'rediss:')
    .optional()
    .describe(
      'With several servers: a Redis by way of which the screens of all of them are listed and told things.',
    ),
  WARDROOM_REDIS_URL_FILE: secret('WARDROOM_REDIS_URL'),
  WARDROOM_DEMO: z
    .enum(['on', 'off', 'no-sensors'])
    .optional()
    .describe(
      'The demo hospital. On unless WARDROOM_DATABASE_URL is set; no-sensors leaves the bed sensors to `npm run devices`.',
    ),
  WARDROOM_DEMO_OPEN: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('Whether in the demo one may be whom one likes from other machines too, without a password.'),
  WARDROOM_DEMO_SEED: z.coerce.number().int().optional().describe('The same seed gives the same hospital.'),
  WARDROOM_DEMO_SPEED: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(6)
    .describe(
      'How much happens in a minute, against a real hospital of that size; the clock stays the real one.',
    ),
  WARDROOM_DEMO_WEEKS: z.coerce
    .number()
    .int()
    .min(0)
    .max(26)
    .default(4)
    .describe('Weeks of history the demo begins with at its first start.'),
  WARDROOM_DEMO_SCENARIO: scenario
    .default('none')
    .describe('What befalls the demo hospital from the start; another can be started while it runs.'),
  WARDROOM_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What is logged.'),
  WARDROOM_COALESCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1000)
    .default(50)
    .describe('In a storm, deltas of a room are gathered for at most this long.'),
  WARDROOM_READINGS_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('How long device readings are kept.'),
  WARDROOM_BACKUP_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where backups are kept: best on another disk or machine. Left out, in WARDROOM_DATA: `backups/hospital`, `backups/demo`.',
    ),
  WARDROOM_BACKUP_AT: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/, 'a time of day as HH:MM, or off')
    .default('02:00')
    .describe("When the nightly backup is made, by the server's clock; `off` for none."),
  WARDROOM_BACKUP_KEEP: z.coerce
    .number()
    .int()
    .min(1)
    .default(14)
    .describe('How many backups are kept; older ones are removed when a new one is whole.'),
  WARDROOM_AUDIT_HEADS: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file where it is noted each hour how far the record reaches: best on another machine. Left out, in WARDROOM_DATA.',
    ),
  WARDROOM_BACKUP_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('A file with the passphrase that backups are encrypted with. Lost, the backups are lost too.'),
} as const

const schema = z.object(settings)
const THIS_MACHINE = ['127.0.0.0/8', '::1']
const FLAGS = { empty: { type: 'boolean', default: false } } as const

export interface Config {
  host: string
  port: number
  mqttPort: number
  hl7Port: number
  hl7Strangers: z.infer<typeof schema>['WARDROOM_HL7_STRANGERS']
  /** Networks of the house in which webhooks may be. */
  webhookNetworks: string[]
  /** Where MQTT and HL7 in plain are listened for. */
  plainHost: string
  tls: TlsConfig | undefined
  trustedProxies: string[]
  /** The hospital's identity provider, where there is one. */
  oidc: OidcSettings | undefined
  /** Folder of the embedded database: the demo hospital and a real one never share it. */
  data: string
  databaseUrl: string | undefined
  mqttUrl: string | undefined
  redisUrl: string | undefined
  demo: { sensors: boolean; seed: number; speed: number; weeks: number; scenario: Scenario } | undefined
  /** In the demo anyone may be whom they like, from wherever they come. */
  demoOpen: boolean
  logLevel: z.infer<typeof schema>['WARDROOM_LOG_LEVEL']
  coalesceMs: number
  readingsDays: number
  backup: BackupConfig
  /** The file where the ends of the record are noted. */
  auditHeads: string
}

export interface BackupConfig {
  folder: string
  /** Every night at this time of the server's day; undefined: never by itself. */
  at: { hour: number; minute: number } | undefined
  keep: number
  keyFile: string | undefined
}

/**
 * @throws Unusable naming the setting and the rule; a WARDROOM_ name that is no setting is a typing error, and said.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = process.argv.slice(2),
): Config {
  const given = Object.entries(env).filter(
    ([name, value]) => name.startsWith('WARDROOM_') && !name.startsWith('WARDROOM_TEST_') && value !== '',
  )
  const unknown = given.find(([name]) => !(name in settings))
  if (unknown)
    throw new Unusable(
      `${unknown[0]} is no setting of Wardroom. Known are: ${Object.keys(settings).join(', ')}.`,
    )
  const parsed = schema.safeParse(withSecrets(Object.fromEntries(given)))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Unusable(
      `${issue?.path.join('.') ?? 'A setting'} is not right: ${issue?.message ?? 'invalid'}.`,
    )
  }
  const set = parsed.data
  const demo = flags(args).empty
    ? 'off'
    : (set.WARDROOM_DEMO ?? (set.WARDROOM_DATABASE_URL === undefined ? 'on' : 'off'))
  const kind = demo === 'off' ? 'hospital' : 'demo'
  if (demo === 'off') {
    const { WARDROOM_DATABASE_URL, WARDROOM_MQTT_URL, WARDROOM_REDIS_URL, WARDROOM_OIDC_CLIENT_SECRET } = set
    refuseWeakSecrets({
      WARDROOM_DATABASE_URL,
      WARDROOM_MQTT_URL,
      WARDROOM_REDIS_URL,
      WARDROOM_OIDC_CLIENT_SECRET,
    })
  }
  return {
    host: set.WARDROOM_HOST,
    port: set.WARDROOM_PORT,
    mqttPort: set.WARDROOM_MQTT_PORT,
    hl7Port: set.WARDROOM_HL7_PORT,
    hl7Strangers: set.WARDROOM_HL7_STRANGERS,
    webhookNetworks: set.WARDROOM_WEBHOOK_NETWORKS ?? (demo === 'off' ? [] : THIS_MACHINE),
    plainHost: set.WARDROOM_PLAIN_HOST,
    tls: tlsOf(set),
    trustedProxies: set.WARDROOM_TRUSTED_PROXIES ?? [],
    oidc: oidcOf(set),
    data: join(resolve(set.WARDROOM_DATA), kind),
    databaseUrl: set.WARDROOM_DATABASE_URL,
    mqttUrl: set.WARDROOM_MQTT_URL,
    redisUrl: set.WARDROOM_REDIS_URL,
    demo:
      demo === 'off'
        ? undefined
        : {
            sensors: demo === 'on',
            seed: set.WARDROOM_DEMO_SEED ?? randomInt(1_000_000),
            speed: set.WARDROOM_DEMO_SPEED,
            weeks: set.WARDROOM_DEMO_WEEKS,
            scenario: set.WARDROOM_DEMO_SCENARIO,
          },
    demoOpen: set.WARDROOM_DEMO_OPEN === 'yes',
    logLevel: set.WARDROOM_LOG_LEVEL,
    coalesceMs: set.WARDROOM_COALESCE_MS,
    readingsDays: set.WARDROOM_READINGS_DAYS,
    auditHeads: resolve(set.WARDROOM_AUDIT_HEADS ?? join(set.WARDROOM_DATA, `audit-heads-${kind}.jsonl`)),
    backup: {
      folder: resolve(set.WARDROOM_BACKUP_DIR ?? join(set.WARDROOM_DATA, 'backups', kind)),
      at: timeOfDay(set.WARDROOM_BACKUP_AT),
      keep: set.WARDROOM_BACKUP_KEEP,
      keyFile: set.WARDROOM_BACKUP_KEY_FILE,
    },
  }
}

const MAY_BE_FILES = [
  'WARDROOM_DATABASE_URL',
  'WARDROOM_MQTT_URL',
  'WARDROOM_REDIS_URL',
  'WARDROOM_OIDC_CLIENT_SECRET',
] as const

/** Reads the files that hold secrets. */
function withSecrets(
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const read = { ...given }
  for (const named of MAY_BE_FILES) {
    const file = given[`${named}_FILE`]
    if (file === undefined) continue
    if (given[named] !== undefined) throw new Unusable(`Set ${named} or ${named}_FILE, not both.`)
    try {
      read[named] = readFileSync(file, 'utf8').trim()
    } catch (cause) {
      throw new Unusable(`The file that ${named}_FILE names cannot be read.`, { cause })
    }
  }
  return read
}

/** "02:00", as its rule allows. */
function timeOfDay(text: string): BackupConfig['at'] {
  const [hour, minute] = text.split(':').map(Number)
  return hour === undefined || minute === undefined ? undefined : { hour, minute }
}

function flags(args: readonly string[]): { empty: boolean } {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values
  } catch (cause) {
    throw new Unusable(
      `${cause instanceof Error ? cause.message : 'Unknown option'}. The only option is --empty: a real, empty hospital.`,
      { cause },
    )
  }
}
