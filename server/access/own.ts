/** What somebody changes of how they themselves sign in. Each change asks for their password again. */
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import type { FactorMade, Own } from '../../schema/access/sign-in.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { Refused } from '../commands/refused.ts'
import { recorded } from '../commands/run.ts'
import type { Database, Tx } from '../database/pool.ts'
import { owesFactor, owesNothing } from './must-have.ts'
import { askToMake, keepMade, type Address } from './passkeys.ts'
import type { Passwords } from './password.ts'
import { hashedPassword, setPassword } from './passwords-of.ts'
import { codeCounts, factorsOf, newAuthenticator, newRecoveryCodes, withoutFactor } from './second-factors.ts'
import { end } from './sessions.ts'
import type { SignIn } from './sign-in.ts'
import { beginStep, takeStep } from './steps.ts'
import { base32, totpUri } from './totp.ts'

/** Somebody at a screen of theirs: by their own session, never by a token. */
export type Self = Viewer & { session: number }

const challenged = z.object({ challenge: z.string() })

export class OwnFactors {
  readonly #database: Database
  readonly #passwords: Passwords
  readonly #signIn: Pick<SignIn, 'isTheirs'>

  constructor(parts: { database: Database; passwords: Passwords; signIn: Pick<SignIn, 'isTheirs'> }) {
    this.#database = parts.database
    this.#passwords = parts.passwords
    this.#signIn = parts.signIn
  }

  async all({ id, session }: Self): Promise<Own> {
    const person = await this.#person(id)
    const sessions = await this.#database.rows<Own['sessions'][number]>(
      `select session_id, began_at, how, address, agent, least(idle_until, until) as until, session_id = $2 as here
         from session where person_id = $1 and ended_at is null and least(idle_until, until) > now()
        order by session_id desc`,
      [id, session],
    )
    return { ...person, sessions, factors: await factorsOf(this.#database, id) }
  }

  /** All their other sessions end: whoever had the old password is out. */
  async changePassword(self: Self, current: string, password: string): Promise<void> {
    const { id, session } = self
    await this.#signIn.isTheirs(id, current)
    const hashed = await hashedPassword(this.#database, this.#passwords, password, await this.#person(id))
    await this.#inOne(async (tx) => {
      await setPassword(tx, id, hashed)
      await end(tx, { person_id: id, but: session }, 'their password was changed')
      await onRecord(tx, self, 'own-password')
    })
  }

  /** @returns what an authenticator application is given; it counts with its first code. */
  async newAuthenticator({ id }: Self, current: string): Promise<{ secret: string; uri: string }> {
    await this.#signIn.isTheirs(id, current)
    const { login } = await this.#person(id)
    const site = await this.#database.row<{ name: string }>('select name from site order by site limit 1')
    const secret = await newAuthenticator(this.#database, id)
    if (!secret) throw new Refused('already-exists', 'There is an authenticator. Remove it first.')
    return { secret: base32(secret), uri: totpUri(secret, { issuer: site?.name ?? 'Wardroom', login }) }
  }

  async confirmAuthenticator(self: Self, code: string): Promise<FactorMade> {
    const { id, session } = self
    return this.#inOne(async (tx) => {
      if (!(await codeCounts(tx, id, code, { confirming: true })))
        throw new Refused(
          'not-proven',
          'This code is not the one of now. Look at the clock of the telephone.',
        )
      await owesNothing(tx, session)
      await onRecord(tx, self, 'own-factor-added', { factor: 'authenticator' })
      return firstCodes(tx, id)
    })
  }

  async askForPasskey(
    { id }: Self,
    current: string,
    address: Address,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; step: string }> {
    await this.#signIn.isTheirs(id, current)
    const options = await askToMake(this.#database, address, { person_id: id, ...(await this.#person(id)) })
    const kept = { challenge: options.challenge }
    return { options, step: await beginStep(this.#database, 'own-passkey', { person_id: id, kept }) }
  }

  async keepPasskey(
    self: Self,
    step: string | undefined,
    made: { response: RegistrationResponseJSON; name: string },
    address: Address,
  ): Promise<FactorMade> {
    const { id, session } = self
    const begun = await takeStep(this.#database, 'own-passkey', step ?? '', challenged)
    if (begun?.person_id !== id)
      throw new Refused('not-proven', 'That took too long. Begin again.', { again: true })
    return this.#inOne(async (tx) => {
      const held = await keepMade(tx, address, { person_id: id, challenge: begun.kept.challenge, ...made })
      if (!held) throw new Refused('not-proven', 'This passkey does not hold. Begin again.', { again: true })
      await owesNothing(tx, session)
      await onRecord(tx, self, 'own-factor-added', { factor: 'passkey', name: made.name })
      return firstCodes(tx, id)
    })
  }

  async newRecoveryCodes(self: Self, current: string): Promise<FactorMade> {
    await this.#signIn.isTheirs(self.id, current)
    return this.#inOne(async (tx) => {
      await onRecord(tx, self, 'own-recovery-codes')
      return { recovery: await newRecoveryCodes(tx, self.id) }
    })
  }

  async remove(self: Self, current: string, which: 'authenticator' | number): Promise<void> {
    const { id } = self
    await this.#signIn.isTheirs(id, current)
    await this.#inOne(async (tx) => {
      if (!(await withoutFactor(tx, id, which)))
        throw new Refused('not-found', 'There is no such factor of yours.')
      if (await owesFactor(tx, id))
        throw new Refused(
          'wrong-state',
          'Who has your role must have a second factor, and this is your last. Add another first.',
        )
      await onRecord(tx, self, 'own-factor-removed', { factor: which })
    })
  }

  async endSession({ id, session }: Self, which: number | 'others'): Promise<void> {
    if (which === 'others') {
      await end(this.#database, { person_id: id, but: session }, 'ended by themselves')
      return
    }
    const theirs = await this.#database.row(
      'select 1 from session where session_id = $1 and person_id = $2',
      [which, id],
    )
    if (!theirs) throw new Refused('not-found', 'There is no such session of yours.')
    await end(this.#database, { session_id: which }, 'ended by themselves')
  }

  async #person(person_id: number): Promise<{ login: string; name: string }> {
    const row = await this.#database.row<{ login: string; name: string }>(
      'select login, name from person where person_id = $1',
      [person_id],
    )
    if (!row) throw new Error(`there is no person ${person_id}`)
    return row
  }

  async #inOne<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return (await this.#database.transaction(work)).value
  }
}

/** With the first factor come the codes on paper; with another one those that are there stay good. */
async function firstCodes(tx: Tx, person_id: number): Promise<FactorMade> {
  const { recovery_left } = await factorsOf(tx, person_id)
  return recovery_left > 0 ? {} : { recovery: await newRecoveryCodes(tx, person_id) }
}

/** That somebody changed how they sign in; nothing of what with. */
const onRecord = (tx: Tx, self: Self, what: string, said: object = {}): Promise<void> =>
  recorded(tx, `people/${what}`, said, { door: 'http', who: self.name, viewer: self }, { result: {} })
