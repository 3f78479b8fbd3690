/** Somebody signs in: by password and second factor, by passkey. Whatever is wrong, the answer and its time are the same. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { z } from 'zod'
import type { SecondWay } from '../../schema/access/sign-in.ts'
import { Refused } from '../commands/refused.ts'
import type { Database, Tx } from '../database/pool.ts'
import { subnet } from './address.ts'
import type { Guessing } from './guessing.ts'
import { isKnown, meet } from './known-devices.ts'
import { owesFactor } from './must-have.ts'
import { askToShow, whoShowed, type Address } from './passkeys.ts'
import { TooManyAtOnce, type Passwords } from './password.ts'
import { codeCounts, recoveryCounts, waysOf } from './second-factors.ts'
import { begin } from './sessions.ts'
import { beginStep, stepOf, takeStep } from './steps.ts'
import { countTry, forgetOldTries, forgiveTry, type Counted } from './tries.ts'

/** From where somebody comes. device: what their browser is known by, if it is. */
export interface From {
  address: string | undefined
  agent: string | undefined
  device: string | undefined
}

/** They are in: with the secret of their session, and of their browser. Or: more is wanted. */
export type Entry =
  { in: { session: string; device: string } } | { more: { step: string; ways: SecondWay[] } }

/** How a session came to be, as it stands on record. */
export type How =
  | 'password'
  | 'password and code'
  | 'password and recovery code'
  | 'password and passkey'
  | 'passkey'
  | 'single sign-on'
  | 'link'

/** What is one factor by itself. At the hospital's provider it is the provider who asks for more. */
const ALONE: ReadonlySet<How> = new Set(['password', 'link'])

const nothing = z.object({})
const challenged = z.object({ challenge: z.string() })

export class SignIn {
  readonly #database: Database
  readonly #passwords: Passwords
  readonly #guessing: Pick<Guessing, 'failed'>
  /** Since this server started, for the metrics. */
  readonly counts = { in: 0, refused: 0, held: 0 }

  constructor(parts: { database: Database; passwords: Passwords; guessing: Pick<Guessing, 'failed'> }) {
    this.#database = parts.database
    this.#passwords = parts.passwords
    this.#guessing = parts.guessing
  }

  /** @throws Refused `not-proven`, `too-soon`, `unavailable` */
  async password(login: string, password: string, from: From): Promise<Entry> {
    const database = this.#database
    const known = await isKnown(database, from.device, login)
    if (!known) await this.#count('address', subnet(from.address))
    const [what, who]: [Counted, string] = known ? ['device', from.device ?? ''] : ['account', login]
    await this.#count(what, who)
    const person = await database.row<{ person_id: number; password: string | null; disabled: boolean }>(
      'select person_id, password, disabled_at is not null as disabled from person where login = $1 and not demo',
      [login],
    )
    const right = await this.#matches(password, person?.password ?? undefined, known)
    if (!person || !right || person.disabled) {
      await this.#refused(person?.person_id, 'password', right ? 'disabled' : 'wrong password', from)
      throw notProven()
    }
    await forgiveTry(database, what, who, true)
    if (!known) await forgiveTry(database, 'address', subnet(from.address), false)
    const { person_id } = person
    const ways = await waysOf(database, person_id)
    if (ways.length === 0) return this.letIn(person_id, 'password', from)
    return { more: { ways, step: await beginStep(database, 'second', { person_id, kept: {} }) } }
  }

  /** The password was right; now a code, of the authenticator or on paper. @throws Refused `not-proven`, `too-soon` */
  async second(step: string | undefined, way: 'code' | 'recovery', code: string, from: From): Promise<Entry> {
    const database = this.#database
    const person_id = (await stepOf(database, 'second', step ?? '', nothing))?.person_id
    if (person_id == null) throw stepOver()
    await this.#count('code', String(person_id))
    const counts = await this.#inOne((tx) =>
      way === 'code' ? codeCounts(tx, person_id, code) : recoveryCounts(tx, person_id, code),
    )
    const how = way === 'code' ? 'password and code' : 'password and recovery code'
    if (!counts || !(await takeStep(database, 'second', step ?? '', nothing))) {
      await this.#refused(person_id, how, 'wrong code', from)
      throw notProven()
    }
    await forgiveTry(database, 'code', String(person_id), true)
    return this.letIn(person_id, how, from)
  }

  /** @param second the step of somebody whose password was right; without one the passkey alone says who they are. */
  async askForPasskey(
    address: Address,
    second: string | undefined,
  ): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; step: string }> {
    const of = second === undefined ? undefined : await stepOf(this.#database, 'second', second, nothing)
    const person_id = of?.person_id ?? null
    const options = await askToShow(this.#database, address, person_id ?? undefined)
    const kept = { challenge: options.challenge }
    return { options, step: await beginStep(this.#database, 'passkey', { person_id, kept }) }
  }

  /** @throws Refused `not-proven`, `too-soon` */
  async passkey(
    step: string | undefined,
    response: AuthenticationResponseJSON,
    address: Address,
    from: From,
  ): Promise<Entry> {
    await this.#count('address', subnet(from.address))
    const begun = await takeStep(this.#database, 'passkey', step ?? '', challenged)
    if (!begun) throw stepOver()
    const { challenge } = begun.kept
    const person_id = await this.#inOne((tx) => whoShowed(tx, address, { challenge, response }))
    const how = begun.person_id === null ? 'passkey' : 'password and passkey'
    const theirs = person_id !== undefined && (begun.person_id === null || begun.person_id === person_id)
    if (!theirs || !(await this.#mayCome(person_id))) {
      await this.#refused(begun.person_id ?? person_id, how, 'passkey does not hold', from)
      throw notProven()
    }
    await forgiveTry(this.#database, 'address', subnet(from.address), false)
    return this.letIn(person_id, how, from)
  }

  /** Somebody has proved who they are. Disabled in the meantime, they stay out (their sessions would end at once). */
  async letIn(person_id: number, how: How, from: From): Promise<Entry> {
    const { value } = await this.#database.transaction((tx) => enter(tx, person_id, how, from))
    this.counts.in += 1
    return { in: value }
  }

  /** Whether it is this person's password; as slow, and as often, as at the door. @throws Refused */
  async isTheirs(person_id: number, password: string): Promise<void> {
    await this.#count('code', `own ${person_id}`)
    const kept = await this.#database.row<{ password: string | null }>(
      'select password from person where person_id = $1',
      [person_id],
    )
    if (!(await this.#matches(password, kept?.password ?? undefined, true))) throw notProven()
    await forgiveTry(this.#database, 'code', `own ${person_id}`, true)
  }

  async #matches(password: string, kept: string | undefined, known: boolean): Promise<boolean> {
    try {
      return await this.#passwords.matches(password, kept, known ? 'known' : 'other')
    } catch (error) {
      if (!(error instanceof TooManyAtOnce)) throw error
      this.#held()
      throw new Refused('too-soon', 'Too many people sign in at once. Try again in a moment.', { wait_s: 5 })
    }
  }

  async #count(what: Counted, who: string): Promise<void> {
    const wait_s = await countTry(this.#database, what, who)
    if (wait_s === 0) return
    this.#held()
    throw new Refused('too-soon', `Too many tries. Try again in ${wait_s} s.`, { wait_s })
  }

  #held(): void {
    this.counts.held += 1
    this.#guessing.failed()
  }

  async #refused(person_id: number | undefined, how: How, why: string, from: From): Promise<void> {
    this.counts.refused += 1
    this.#guessing.failed()
    await onRecord(this.#database, { person_id, how, refused: why, session_id: null }, from)
  }

  async #mayCome(person_id: number): Promise<boolean> {
    const row = await this.#database.row(
      'select 1 from person where person_id = $1 and disabled_at is null',
      [person_id],
    )
    return row !== undefined
  }

  async #inOne<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return (await this.#database.transaction(work)).value
  }
}

/** The session, the browser known from now on, the record of it: all, or none. */
export async function enter(
  tx: Tx,
  person_id: number,
  how: How,
  from: From,
): Promise<{ session: string; device: string }> {
  const { address, agent } = from
  const owes = ALONE.has(how) && (await owesFactor(tx, person_id))
  const { session_id, secret } = await begin(tx, person_id, { how, address, agent, owes })
  await onRecord(tx, { person_id, how, refused: null, session_id }, from)
  await forgetOldTries(tx)
  return { session: secret, device: await meet(tx, from.device, person_id) }
}

async function onRecord(
  tx: Tx,
  said: { person_id: number | undefined; how: How; refused: string | null; session_id: number | null },
  { address, agent }: From,
): Promise<void> {
  await tx.rows(
    `insert into sign_in (person_id, how, refused, session_id, address, agent) values ($1, $2, $3, $4, $5, left($6, 300))`,
    [said.person_id ?? null, said.how, said.refused, said.session_id, address ?? null, agent ?? null],
  )
}

const notProven = (): Refused => new Refused('not-proven', 'That is not right. Look at it again.')
const stepOver = (): Refused => new Refused('not-proven', 'That took too long. Begin again.', { again: true })
