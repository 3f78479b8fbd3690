/** People at the door of a database of one's own. */
import type { RoleName } from '../../schema/access/roles.ts'
import { OwnFactors } from '../../server/access/own.ts'
import { Passwords } from '../../server/access/password.ts'
import { LinkEntry } from '../../server/access/entry.ts'
import { Guessing } from '../../server/access/guessing.ts'
import { newLink } from '../../server/access/entry-links.ts'
import { SignIn, type Entry, type From } from '../../server/access/sign-in.ts'
import { viewerBehind } from '../../server/access/viewers.ts'
import { Refused } from '../../server/commands/refused.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

export const PASSWORD = 'violet kettle under rain'

/** What a password costs to look at is password.test.ts' business. */
const LIGHT = { memoryCost: 1024, timeCost: 1, parallelism: 1 }

export async function door(): Promise<Door> {
  return new Door(await freshDatabase())
}

export class Door {
  readonly fresh: FreshDatabase
  readonly signIn: SignIn
  readonly own: OwnFactors
  readonly links: LinkEntry
  #people = 0
  /** What whoever runs the house was told. */
  readonly told: object[] = []
  readonly said = {
    info: (fields: object) => void this.told.push(fields),
    warn: (fields: object) => void this.told.push(fields),
  }

  constructor(fresh: FreshDatabase) {
    this.fresh = fresh
    const { database } = fresh
    const passwords = new Passwords({ cost: LIGHT })
    this.signIn = new SignIn({ database, passwords, guessing: new Guessing(this.said) })
    this.own = new OwnFactors({ database, passwords, signIn: this.signIn })
    this.links = new LinkEntry({ database, passwords })
  }

  /** Somebody with a password and a role everywhere, who came by a link. */
  async person(role: RoleName = 'nurse'): Promise<{ login: string; person_id: number; device: string }> {
    const { database } = this.fresh
    const login = `somebody-${++this.#people}`
    const row = await database.row<{ person_id: number }>(
      `with p as (insert into person (login, name) values ($1, $1) returning person_id),
            g as (insert into person_grant (person_id, role, granted_by) select person_id, $2, 'test' from p)
       select person_id from p`,
      [login, role],
    )
    const person_id = row?.person_id ?? 0
    const link = await newLink(database, person_id)
    const { device } = inside(await this.links.enter(link, PASSWORD, {}, from()))
    return { login, person_id, device }
  }

  async self(session: string): Promise<{ id: number; session: number } & Parameters<OwnFactors['all']>[0]> {
    const viewer = await this.viewer(session)
    if (viewer?.session == null) throw new Error('nobody is there')
    return { ...viewer, session: viewer.session }
  }

  viewer(session: string): ReturnType<typeof viewerBehind> {
    return viewerBehind(this.fresh.database, { cookie: `wardroom=${session}` })
  }

  /** So much later, as far as tries are concerned. */
  async later(seconds: number): Promise<void> {
    await this.fresh.database.rows(
      `update sign_in_tries set last_at = last_at - make_interval(secs => $1), next_at = next_at - make_interval(secs => $1)`,
      [seconds],
    )
  }
}

export const from = (changed: Partial<From> = {}): From => ({
  address: '192.0.2.1',
  agent: 'a test',
  device: undefined,
  ...changed,
})

export function inside(entry: Entry): { session: string; device: string } {
  if ('in' in entry) return entry.in
  throw new Error(`more is wanted: ${entry.more.ways.join()}`)
}

export function stepIn(entry: Entry): string {
  if ('more' in entry) return entry.more.step
  throw new Error('they are in already')
}

/** What somebody is told who is not let in: its code and its words, which may give nothing away. */
export async function refusal(entering: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await entering
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('they were let in')
}
