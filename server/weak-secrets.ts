/** A hospital does not start on a password that everybody knows: those of examples, of other programs' first start, or none. */
import { Unusable } from './database/unusable.ts'
import { isLoopback } from './tls/plain.ts'

/** As they stand in examples and in other programs as delivered. */
const KNOWN = new Set([
  'admin',
  'changeit',
  'changeme',
  'default',
  'demo',
  'guest',
  'letmein',
  'mosquitto',
  'mqtt',
  'passwd',
  'password',
  'postgres',
  'public',
  'redis',
  'root',
  'secret',
  'test',
  'wardroom',
])
const SHORTEST = 8

/** Settings that are addresses, and may hold a password; and those that are one. */
export interface Secrets {
  WARDROOM_DATABASE_URL: string | undefined
  WARDROOM_MQTT_URL: string | undefined
  WARDROOM_REDIS_URL: string | undefined
  WARDROOM_OIDC_CLIENT_SECRET: string | undefined
}

/** Postgres also knows people by their certificate, their system's account, or a file. */
const NEEDS_NONE: readonly (keyof Secrets)[] = ['WARDROOM_DATABASE_URL']

/** @throws Unusable naming the setting and the rule, and nothing of what it holds */
export function refuseWeakSecrets(secrets: Secrets): void {
  for (const [setting, value] of Object.entries(secrets) as [keyof Secrets, string | undefined][]) {
    const flaw = value === undefined ? undefined : flawOf(setting, value)
    if (flaw !== undefined)
      throw new Unusable(
        `The password in ${setting} ${flaw}. Choose one by chance, as \`openssl rand -base64 24\` does; only a demo starts with such a one.`,
      )
  }
}

function flawOf(setting: keyof Secrets, value: string): string | undefined {
  if (setting === 'WARDROOM_OIDC_CLIENT_SECRET') return weak(value, [], true)
  // No URL to URL.parse where Postgres is asked for at several hosts, or by a socket.
  const {
    user = '',
    password = '',
    hosts = '',
  } = /^\w+:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?]*)/.exec(value)?.groups ?? {}
  const elsewhere = hosts
    .split(',')
    .some((host) => host !== '' && !isLoopback(host.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')))
  if (password === '')
    return elsewhere && !NEEDS_NONE.includes(setting) ? 'is missing, and it is another machine' : undefined
  return weak(plain(password), [plain(user)], elsewhere)
}

function weak(password: string, names: readonly string[], elsewhere: boolean): string | undefined {
  const bare = password.toLowerCase().replaceAll(/[^a-z]/g, '')
  if (KNOWN.has(bare)) return 'is one that everybody knows'
  if (names.includes(password)) return 'is the user’s name'
  return elsewhere && password.length < SHORTEST ? `is shorter than ${SHORTEST} characters` : undefined
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % in it
  }
}
