/** Keys to a hospital for tests, benches and faults: made through the same doors as anybody's, straight in its database. */
import { demoRole } from '../../schema/access/session.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { TOKEN_PREFIX, hashOf, newSecret } from '../../server/access/secret.ts'
import { issueToken } from '../../server/access/tokens.ts'
import type { SessionRoutes } from '../../server/intake/http/session.ts'
import { Database } from '../../server/database/pool.ts'

/** Somebody who is everything, everywhere. */
export const ALL: Grant[] = demoRole.options.map((role) => ({ role, site: null, unit: null }))

export const anybody: Viewer = {
  kind: 'token',
  id: 0,
  session: null,
  name: 'a test',
  grants: ALL,
  most: 'full',
  until: '9999-12-31T23:59:59.999Z',
}

/** Lets everybody in as somebody who is everything, everywhere. */
export const openDoor = (viewer = anybody): SessionRoutes => ({
  demo: undefined,
  doorman: {
    viewer: () => Promise.resolve(viewer),
    self: () => Promise.resolve({ viewer, owes: false }),
    isThere: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    beInDemo: () => Promise.reject(new Error('no demo')),
  },
})

/** The secrets of those whom `letIn` makes: the same in each hospital of a test, so that every program of it knows them. */
const PROGRAM = `${TOKEN_PREFIX}a-test-and-nobody-else-may-do-everything-here`
const PERSON = 'a-test-s-browser-and-nobody-else-may-do-everything'

/** What a program of a test sends with each request, and with its socket's handshake. */
export const asProgram = { authorization: `Bearer ${PROGRAM}` } as const
/** What a browser of a test holds. @param secret whose it is; left out: of who may do everything */
export const browserCookie = (
  url: string,
  secret = PERSON,
): { name: string; value: string; url: string } => ({
  name: 'wardroom',
  value: secret,
  url: new URL('/', url).href,
})

/** Somebody of this name, who may do everything unless it is said what they are where. @returns the secret of their session */
export async function signedIn(databaseUrl: string, name: string, grants = ALL): Promise<string> {
  const secret = newSecret()
  await using(databaseUrl, async (database) => {
    const person = await database.row<{ person_id: number }>(
      'insert into person (login, name) values ($1, $2) returning person_id',
      [secret.toLowerCase(), name],
    )
    await database.rows(
      `insert into person_grant (person_id, role, site, unit, granted_by)
       select $1, role, site, unit, 'a test' from jsonb_to_recordset($2) as g (role text, site text, unit text)`,
      [person?.person_id, JSON.stringify(grants)],
    )
    await database.rows(
      `insert into session (person_id, hash, how, idle_until, until)
       values ($1, $2, 'test', now() + interval '1 day', now() + interval '1 day')`,
      [person?.person_id, hashOf(secret)],
    )
  })
  return secret
}

/** Asks as a program of a test. */
export const asked = (
  url: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> => fetch(url, { ...init, headers: { ...init.headers, ...asProgram } })

/** A program and a person who may do everything, in the database of a hospital whose server is a process of its own. */
export async function letIn(databaseUrl: string): Promise<void> {
  await using(databaseUrl, async (database) => {
    await database.rows(
      `insert into token (name, hash, grants, made_by, until)
       values ('a test', $1, $2, 'a test', now() + interval '1 day') on conflict do nothing`,
      [hashOf(PROGRAM), JSON.stringify(ALL)],
    )
    await database.rows(
      `insert into person (login, name) values ('journey', 'journey') on conflict do nothing`,
    )
    await database.rows(
      `insert into person_grant (person_id, role, granted_by)
       select person_id, unnest($1::text[]), 'a test' from person where login = 'journey' on conflict do nothing`,
      [demoRole.options],
    )
    await database.rows(
      `insert into session (person_id, hash, how, idle_until, until)
       select person_id, $1, 'test', now() + interval '1 day', now() + interval '1 day' from person
        where login = 'journey' on conflict do nothing`,
      [hashOf(PERSON)],
    )
  })
}

/** Everybody's viewer where a real log is followed: their token is in it. */
export async function viewerAt(databaseUrl: string, grants: readonly Grant[] = ALL): Promise<Viewer> {
  return using(databaseUrl, async (database) => {
    const { token_id } = await issueToken(database, { name: 'a test', grants, days: 1, by: 'a test' })
    return { ...anybody, id: token_id, grants: [...grants] }
  })
}

async function using<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(url, { max: 1, onError: () => undefined })
  try {
    return await work(database)
  } finally {
    await database.end()
  }
}
