/**
 * What the programs of a fleet sign in with. Secrets are told once, so a fleet that is to come back keeps them in a file;
 * what the file does not have the server is asked for, by whoever the token is of, or at the demo by its administrator.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { deviceSecret } from '../schema/commands/credentials.ts'
import type { DeviceKind } from '../schema/devices/index.ts'
import { Said } from './said.ts'

export interface KeyOptions {
  api: string
  site: string
  /** Of the broker: with a user in it, that is who everybody is there. */
  url: string
  /** Secrets by their user names, as JSON; written when new ones come. */
  keys?: string | undefined
  /** Holds an API token of an administrator. */
  tokenFile?: string | undefined
}

export interface Key {
  device: string
  secret?: string | undefined
}

const MOST_AT_ONCE = 1000
const issued = z.object({ result: z.object({ secrets: z.array(deviceSecret).default([]) }) })
const kept = z.record(z.string(), z.string())

export class Keys {
  readonly #options: KeyOptions
  readonly #known: Map<string, string>
  /** What every request to the server says of who asks. */
  readonly headers: Record<string, string>

  private constructor(options: KeyOptions, known: Map<string, string>, headers: Record<string, string>) {
    this.#options = options
    this.#known = known
    this.headers = headers
  }

  static async open(options: KeyOptions): Promise<Keys> {
    const known = options.keys === undefined ? {} : await fileOf(options.keys)
    return new Keys(options, new Map(Object.entries(known)), await headersOf(options))
  }

  /** Each device with what it signs in with. */
  async of(kind: DeviceKind, devices: readonly string[]): Promise<Key[]> {
    if (new URL(this.#options.url).username !== '') return devices.map((device) => ({ device }))
    const user = (device: string): string => `${this.#options.site}/${kind}/${device}`
    const without = devices.filter((device) => !this.#known.has(user(device)))
    for (let at = 0; at < without.length; at += MOST_AT_ONCE)
      await this.#ask(kind, without.slice(at, at + MOST_AT_ONCE))
    if (without.length > 0 && this.#options.keys !== undefined)
      await writeFile(this.#options.keys, JSON.stringify(Object.fromEntries(this.#known)), { mode: 0o600 })
    return devices.map((device) => ({ device, secret: this.#known.get(user(device)) }))
  }

  async #ask(kind: DeviceKind, codes: string[]): Promise<void> {
    const { api, site } = this.#options
    const response = await fetch(new URL('/api/commands/credentials/issue', api), {
      method: 'POST',
      headers: { ...this.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ site, kind, codes }),
    })
    if (!response.ok)
      throw new Said(
        `${api} gives these devices no secrets (${response.status}): name a file that has them with --keys, or an administrator's token with --token-file.`,
      )
    for (const { user, secret } of issued.parse(await response.json()).result.secrets)
      this.#known.set(user, secret)
  }
}

async function fileOf(name: string): Promise<Record<string, string>> {
  try {
    return kept.parse(JSON.parse(await readFile(name, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {} // it will be written
    throw new Said(`The file of --keys cannot be read: it is JSON, {"gh/bed/4w-12": "…"}.`, { cause })
  }
}

async function headersOf({ api, tokenFile }: KeyOptions): Promise<Record<string, string>> {
  if (tokenFile !== undefined) {
    const token = await readFile(tokenFile, 'utf8').catch((cause: unknown) => {
      throw new Said('The file of --token-file cannot be read.', { cause })
    })
    return { Authorization: `Bearer ${token.trim()}` }
  }
  const response = await fetch(new URL('/api/session/demo', api), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ role: 'administrator' }),
  }).catch((cause: unknown) => {
    throw new Said(`Nobody answers at ${new URL(api).origin}: start the server (npm start), or set --api.`, {
      cause,
    })
  })
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  return response.ok && cookie !== undefined ? { Cookie: cookie } : {}
}
