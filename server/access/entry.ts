/** Somebody comes by a link: invited, or the first of all. They choose a password, and are in. */
import { Refused } from '../commands/refused.ts'
import { recorded } from '../commands/run.ts'
import type { Database, Tx } from '../database/pool.ts'
import { hasAdministrator, newLink, useLink, whoseLink } from './entry-links.ts'
import type { Passwords } from './password.ts'
import { hashedPassword, setPassword } from './passwords-of.ts'
import { end } from './sessions.ts'
import { enter, type Entry, type From } from './sign-in.ts'

/** For people who choose to be the first: nobody else's name is there yet. */
export interface First {
  login: string
  name: string
}

export class LinkEntry {
  readonly #database: Database
  readonly #passwords: Passwords

  constructor({ database, passwords }: { database: Database; passwords: Passwords }) {
    this.#database = database
    this.#passwords = passwords
  }

  /** Whom a link lets in. @throws Refused `not-found` */
  async whose(link: string): Promise<{ login: string | null; name: string | null }> {
    const whose = await whoseLink(this.#database, link)
    if (!whose) throw noLink()
    return { login: whose.login, name: whose.name }
  }

  /** @throws Refused `not-found` (also when it was used a moment ago), `invalid-input`, `already-exists` */
  async enter(
    link: string,
    password: string,
    first: { [K in keyof First]?: First[K] | undefined },
    from: From,
  ): Promise<Entry> {
    const whose = await whoseLink(this.#database, link)
    if (!whose) throw noLink()
    const of = { login: whose.login ?? first.login, name: whose.name ?? first.name }
    if (of.login === undefined || of.name === undefined)
      throw new Refused('invalid-input', 'login, name: who you are', { issues: [] })
    const { login, name } = of
    const hashed = await hashedPassword(this.#database, this.#passwords, password, { login, name })
    const { value } = await this.#database.transaction(async (tx) => {
      if (!(await useLink(tx, link))) throw noLink()
      const person_id = whose.person_id ?? (await firstAdministrator(tx, { login, name }))
      await setPassword(tx, person_id, hashed)
      await end(tx, { person_id }, 'a new password was chosen by a link')
      return enter(tx, person_id, 'link', from)
    })
    return { in: value }
  }
}

const noLink = (): Refused =>
  new Refused('not-found', 'This link is used, too old, or not one of ours. Ask for a new one.')

/** Two at once with one log before them: the lock lets one be first. */
async function firstAdministrator(tx: Tx, { login, name }: First): Promise<number> {
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('the first administrator', 0))`)
  if (await hasAdministrator(tx)) throw noLink()
  const person = await tx.row<{ person_id: number }>(
    'insert into person (login, name) values ($1, $2) on conflict do nothing returning person_id',
    [login, name],
  )
  if (!person)
    throw new Refused('already-exists', `${login} is somebody already. Choose another.`, { field: 'login' })
  const { person_id } = person
  await tx.rows(`insert into person_grant (person_id, role, granted_by) values ($1, 'administrator', $2)`, [
    person_id,
    name,
  ])
  const grants = [{ role: 'administrator', site: null, unit: null }]
  await recorded(
    tx,
    'people/set-up',
    { login, name },
    { door: 'system', who: name },
    { result: { person_id, grants } },
  )
  return person_id
}

/**
 * At each start, while nobody may do everything: a new link for whoever reads the log. The one before is good no more.
 * @returns its secret; undefined: there is an administrator.
 */
export async function setUpLink(database: Database): Promise<string | undefined> {
  const { value } = await database.transaction(async (tx) =>
    (await hasAdministrator(tx)) ? undefined : newLink(tx, null),
  )
  return value
}
