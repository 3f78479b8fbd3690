/** Keys to a hospital for tests, benches and faults: made through the same doors as anybody's, straight in its database. */
import { demoRole } from '../../schema/access/session.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { cookieOf } from '../../server/access/cookie.ts'
import { begin } from '../../server/access/sessions.ts'
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
    isThere: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    beInDemo: () => Promise.reject(new Error('no demo')),
  },
})

/** Everybody's viewer where a real log is followed: their token is in it. */
export async function viewerAt(databaseUrl: string, grants: readonly Grant[] = ALL): Promise<Viewer> {
  return using(databaseUrl, async (database) => {
    const { token_id } = await issueToken(database, { name: 'a test', grants, days: 1, by: 'a test' })
    return { ...anybody, id: token_id, grants: [...grants] }
  })
}

/** A program's token: `Authorization: Bearer …`. */
export async function keyTo(databaseUrl: string, grants: readonly Grant[] = ALL): Promise<string> {
  return using(databaseUrl, async (database) => {
    const { token } = await issueToken(database, { name: 'a test', grants, days: 1, by: 'a test' })
    return token
  })
}

/** A person who is signed in already: what their browser sends as its cookie. */
export async function cookieTo(
  databaseUrl: string,
  { name = 'journey', grants = ALL }: { name?: string; grants?: readonly Grant[] } = {},
): Promise<{ cookie: string; person_id: number; session_id: number }> {
  return using(databaseUrl, async (database) => {
    const login = `${name.toLowerCase().replaceAll(/\s+/g, '-')}-${crypto.randomUUID().slice(0, 8)}`
    const person = await database.row<{ person_id: number }>(
      'insert into person (login, name) values ($1, $2) returning person_id',
      [login, name],
    )
    const person_id = person?.person_id ?? 0
    for (const { role, site, unit } of grants) {
      await database.rows(
        `insert into person_grant (person_id, role, site, unit, granted_by) values ($1, $2, $3, $4, 'a test')`,
        [person_id, role, site, unit],
      )
    }
    const { secret, session_id } = await begin(database, person_id, {
      how: 'test',
      address: undefined,
      agent: undefined,
    })
    return { cookie: cookieOf(secret, { tls: false, maxAgeS: 1 }).split(';')[0] ?? '', person_id, session_id }
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
