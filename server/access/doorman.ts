/** Who comes in: knows people by what they bring, lets them in and out. */
import type { IncomingHttpHeaders } from 'node:http'
import type { RoleName } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Database } from '../database/pool.ts'
import { demoPerson } from './demo-people.ts'
import { SESSION_H, begin, end, stay, type Circumstances } from './sessions.ts'
import { TokenUse } from './token-use.ts'
import { selfBehind, viewerBehind } from './viewers.ts'

export const SESSION_S = SESSION_H * 3600

export class Doorman {
  readonly #database: Database
  readonly #tokens: TokenUse

  constructor(database: Database) {
    this.#database = database
    this.#tokens = new TokenUse(database)
  }

  /** undefined: nobody who is known. */
  async viewer(headers: IncomingHttpHeaders): Promise<Viewer | undefined> {
    const viewer = await viewerBehind(this.#database, headers)
    if (viewer?.kind === 'token') await this.#tokens.note(viewer.id)
    return viewer
  }

  /** Who is signed in at this browser, also while they may do nothing yet but add a second factor. */
  self(headers: IncomingHttpHeaders): Promise<{ viewer: Viewer; owes: boolean } | undefined> {
    return selfBehind(this.#database, headers)
  }

  /** They are there, and did something: their session goes on. */
  async isThere({ session }: Viewer): Promise<void> {
    if (session !== null) await stay(this.#database, session)
  }

  async signOut({ session }: Viewer): Promise<void> {
    if (session !== null) await end(this.#database, { session_id: session }, 'signed out')
  }

  /** Lets somebody be whom they like, in the demo. @returns the secret of their session */
  async beInDemo(role: RoleName, from: Omit<Circumstances, 'how'>): Promise<string> {
    const { value } = await this.#database.transaction(async (tx) =>
      begin(tx, await demoPerson(tx, role), { ...from, how: 'demo' }),
    )
    return value.secret
  }
}

/** What the doors need of him. */
export type Admits = Pick<Doorman, 'viewer' | 'self' | 'isThere' | 'signOut' | 'beInDemo'>
