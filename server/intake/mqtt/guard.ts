/**
 * Who may come to the broker, and as whom: a device, with its own secret, its own name as its client id and a will about
 * nothing but itself. Whoever it is then, it is by its credential; what it says of itself later counts for nothing.
 */
import type { ConnectPacket } from 'aedes'
import type { Logger } from 'pino'
import type { Stranger } from '../../../schema/stranger.ts'
import { deviceCode, topicOf } from '../../../schema/devices/index.ts'
import { siteCode } from '../../../schema/terms.ts'
import { knocked } from '../../commands/credentials/knocks.ts'
import { signInDevice } from '../../commands/credentials/sign-in-device.ts'
import { keepDeadLetters } from '../../commands/devices/dead-letters.ts'
import { isAway } from '../../database/patience.ts'
import type { Database } from '../../database/pool.ts'

/** A device that has proved who it is. */
export interface Speaker {
  /** "gh/bed/4w-12" */
  user: string
  credential: number
  /** When its credential ends by itself [ms since 1970]. */
  until: number
}

/** CONNACK's words for a refusal (MQTT 3.1.1, 3.2.2.3). */
const CODES = { 'client id': 2, unavailable: 3, credential: 4, will: 5 } as const

export class Unwelcome extends Error {
  readonly returnCode: number
  constructor(why: keyof typeof CODES, message: string) {
    super(message)
    this.returnCode = CODES[why]
  }
}

/** Refusals of one name are written down once in so long, and of all names no more than this meanwhile: knocking is free. */
const NOTED_MS = 60_000
const NOTED_MOST = 100

export class Guard {
  readonly #database: Database
  readonly #log: Logger
  readonly #strangers: (stranger: Stranger) => void
  #noted = new Set<string>()
  #notedSince = 0

  constructor(database: Database, log: Logger, strangers: (stranger: Stranger) => void) {
    this.#database = database
    this.#log = log
    this.#strangers = strangers
  }

  /** @throws Unwelcome with the word for it */
  async signIn(packet: ConnectPacket, address: string | undefined): Promise<Speaker> {
    try {
      return await this.#shown(packet, address)
    } catch (error) {
      if (error instanceof Unwelcome && error.returnCode !== CODES.unavailable) {
        const as = packet.username ?? ''
        this.#strangers({ door: 'mqtt', address, as, site: nameIn(as)?.site, why: error.message })
      }
      throw error
    }
  }

  async #shown(
    { clientId, username = '', password, will }: ConnectPacket,
    address: string | undefined,
  ): Promise<Speaker> {
    const name = nameIn(username)
    if (!name) throw new Unwelcome('credential', 'no device calls itself that')
    const secret = password?.toString() ?? ''
    try {
      const found = await signInDevice(this.#database, { ...name, secret })
      if (!found) {
        await this.#refused({ ...name, secret, address, user: username })
        throw new Unwelcome('credential', 'not what this device signs in with')
      }
      if (clientId !== '' && clientId !== username)
        throw new Unwelcome('client id', 'its client id is its user name, or none')
      if (will && !isOwnWill(will, name))
        throw new Unwelcome('will', 'its will says that it is offline, and nothing else')
      const until = found.ends_at === null ? Infinity : Date.parse(found.ends_at)
      return { user: username, credential: found.device_credential_id, until }
    } catch (error) {
      if (error instanceof Unwelcome || !isAway(error)) throw error
      throw new Unwelcome('unavailable', 'the database is away')
    }
  }

  /** Kept for whoever looks for the fault, or has the device in their hands and claims it. */
  async #refused(knock: {
    site: string
    kind: string
    device: string
    secret: string
    address: string | undefined
    user: string
  }): Promise<void> {
    const { site, kind, device, secret, address, user } = knock
    const now = Date.now()
    if (now - this.#notedSince > NOTED_MS) {
      this.#noted = new Set()
      this.#notedSince = now
    }
    const once = `${user} ${address ?? ''}`
    if (this.#noted.has(once) || this.#noted.size >= NOTED_MOST) return
    this.#noted.add(once)
    this.#log.warn({ device: user, peer: address }, 'mqtt peer refused: not what this device signs in with')
    const claimable = await knocked(this.#database, { site, kind, code: device, secret, address })
    const reason = claimable
      ? 'credential: not known; it can be claimed by the code printed on it'
      : 'credential: not what this device signs in with'
    const letter = { topic: `CONNECT ${user}`, payload: Buffer.alloc(0), reason, site, sender: user }
    await keepDeadLetters(this.#database, [letter])
  }
}

function nameIn(user: string): { site: string; kind: string; device: string } | undefined {
  const [site = '', kind = '', device = '', ...more] = user.split('/')
  if (more.length > 0 || !siteCode.safeParse(site).success) return undefined
  if (!deviceCode.safeParse(kind).success || !deviceCode.safeParse(device).success) return undefined
  return { site, kind, device }
}

/** The topic a device says on whether it is there. */
const isOwnWill = (
  will: NonNullable<ConnectPacket['will']>,
  name: { site: string; kind: string; device: string },
): boolean =>
  will.topic === topicOf({ ...name, channel: 'availability' }) && will.payload.toString() === 'offline'
