/** A screen becomes a wall (RFC 8628): a code on the screen, typed by an administrator, and a key that only the screen fetches. */
import { randomInt } from 'node:crypto'
import {
  CODE_LENGTH,
  CODE_LETTERS,
  type NotYet,
  type PairingBegun,
  type ScreenSize,
  type WaitingScreen,
} from '../../schema/access/pairing.ts'
import { mayDo } from '../../schema/access/rights.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { mustHold } from '../commands/permit.ts'
import { Refused } from '../commands/refused.ts'
import { typistOf } from '../commands/walls/typed-code.ts'
import type { Database, Tx } from '../database/pool.ts'
import { subnet } from './address.ts'
import { hashOf, newSecret } from './secret.ts'
import { countTry, forgiveTry } from './tries.ts'

const GOOD_S = 600
const INTERVAL_S = 5
/**
 * So many codes are out at a time, so that few guesses hit one: with the guesses a house is allowed (RULES.code-of-screen in
 * tries.ts, 90 in the worst hour) the chance is 100 x 90 / 20^8 = 3.5e-7 an hour. Of one address fewer: a hospital behind one
 * proxy hangs up some walls a day, and one stranger must not take all places.
 */
const OUT = { inAll: 100, ofAddress: 30 } as const

export interface From {
  address: string | undefined
  agent: string | undefined
}

export class Pairing {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws Refused `too-soon`: too many screens wait for somebody to type their code */
  async begin(size: ScreenSize, { address, agent }: From, at: string): Promise<PairingBegun> {
    const device_code = newSecret()
    const code = newCode()
    await this.#database.transaction(async (tx) => {
      await tx.rows(`select pg_advisory_xact_lock(hashtextextended('screens that wait', 0))`)
      // Whoever asks once more after that is told the same as of a code there never was.
      await tx.rows('delete from wall_pairing where until < now()')
      await makeRoom(tx, subnet(address))
      await tx.rows(
        `insert into wall_pairing (device_hash, user_hash, until, interval_s, address, agent, width, height)
         values ($1, $2, now() + make_interval(secs => $3), $4, $5, left($6, 300), $7, $8)`,
        [
          ...[hashOf(device_code), hashOf(code), GOOD_S, INTERVAL_S],
          ...[address ?? null, agent ?? null, size.width, size.height],
        ],
      )
    })
    const user_code = `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`
    return { device_code, user_code, verification_uri: at, expires_in: GOOD_S, interval: INTERVAL_S }
  }

  /** The screen asks whether somebody has. @returns its key, once; or why there is none yet, or never will be */
  async ask(device_code: string): Promise<{ key: string } | { not: NotYet }> {
    const { value } = await this.#database.transaction((tx) => asked(tx, hashOf(device_code)))
    return value
  }

  /** Somebody types a code: what shows it? @throws Refused `forbidden`, `too-soon`, `not-found` */
  async waiting(code: string, viewer: Viewer): Promise<WaitingScreen> {
    mustHold(viewer, mayDo['walls/pair'], 'walls/pair')
    const typist = typistOf(viewer)
    for (const [what, who] of [
      ['typed-code', typist],
      ['house-code', ''],
    ] as const) {
      const wait_s = await countTry(this.#database, what, who)
      if (wait_s > 0)
        throw new Refused('too-soon', `Too many wrong codes. Try again in ${wait_s} s.`, { wait_s })
    }
    const screen = await this.#database.row<WaitingScreen>(
      `update wall_pairing set typed_by = $2
        where user_hash = $1 and until > now() and wall_id is null and denied_at is null
        returning wall_pairing_id, address, agent, width, height, made_at, until`,
      [hashOf(code), typist],
    )
    if (!screen) throw new Refused('not-found', 'No screen shows this code now.')
    await forgiveTry(this.#database, 'typed-code', typist, false)
    await forgiveTry(this.#database, 'house-code', '', false)
    return screen
  }
}

async function asked(tx: Tx, device_hash: Buffer): Promise<{ key: string } | { not: NotYet }> {
  const row = await tx.row<{
    id: number
    wall_id: number | null
    old: boolean
    denied: boolean
    soon: boolean
  }>(
    `select wall_pairing_id as id, wall_id, until <= now() as old, denied_at is not null as denied,
            coalesce(polled_at > now() - make_interval(secs => interval_s - 0.5), false) as soon
       from wall_pairing where device_hash = $1 for update`,
    [device_hash],
  )
  if (!row || row.old) return { not: 'expired_token' }
  if (row.denied) return { not: 'access_denied' }
  await tx.rows(
    'update wall_pairing set polled_at = now(), interval_s = interval_s + $2 where wall_pairing_id = $1',
    [row.id, row.soon ? INTERVAL_S : 0],
  )
  if (row.soon) return { not: 'slow_down' }
  if (row.wall_id === null) return { not: 'authorization_pending' }
  const key = newSecret()
  await tx.rows('delete from wall_pairing where wall_pairing_id = $1', [row.id])
  await tx.rows('insert into wall_key (wall_id, hash) values ($1, $2)', [row.wall_id, hashOf(key)])
  return { key }
}

const newCode = (): string =>
  Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')

/**
 * Where a network has asked for as many as it may, no more of it; where all have, the oldest of the network with the most goes, so that
 * no flood keeps a hospital from its walls.
 * @throws Refused `too-soon`
 */
async function makeRoom(tx: Tx, here: string): Promise<void> {
  const waiting = await tx.rows<{ device_hash: Buffer; address: string | null }>(
    'select device_hash, address from wall_pairing order by until',
  )
  const of = (network: string) => waiting.filter(({ address }) => subnet(address ?? undefined) === network)
  if (of(here).length >= OUT.ofAddress)
    throw new Refused('too-soon', 'Too many screens wait for their code to be typed.', { wait_s: 60 })
  if (waiting.length < OUT.inAll) return
  const networks = new Set(waiting.map(({ address }) => subnet(address ?? undefined)))
  const [fullest] = [...networks].map(of).sort((a, b) => b.length - a.length)
  if (fullest?.[0]) await tx.rows('delete from wall_pairing where device_hash = $1', [fullest[0].device_hash])
}
