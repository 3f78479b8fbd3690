/** Whom the provider proved: who they are here, and that their roles go with their groups. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SingleSignOn } from '../../server/access/single-sign-on.ts'
import { SsoEntry } from '../../server/access/sso-entry.ts'
import { CLIENT_SECRET, IdentityProvider, throughProvider } from '../support/identity-provider.ts'
import { type Door, door, from } from './people.ts'

const BACK = 'http://localhost:8080/api/session/sso/back'
let at: Door
let provider: IdentityProvider
let sso: SsoEntry

beforeAll(async () => {
  ;[at, provider] = await Promise.all([door(), IdentityProvider.start(BACK)])
  const settings = {
    issuer: provider.issuer,
    clientId: 'wardroom',
    clientSecret: CLIENT_SECRET,
    name: 'Hospital login',
  }
  const more = { groupsClaim: 'groups', scope: 'openid profile', hosts: [] }
  sso = new SsoEntry({
    database: at.fresh.database,
    sso: new SingleSignOn({ ...settings, ...more }),
    log: { warn: () => undefined },
  })
  await at.fresh.database.rows(
    `insert into group_grant (group_name, role, granted_by) values ('nurses', 'nurse', 'test'), ('house', 'executive', 'test')`,
  )
})
afterAll(async () => {
  await provider.stop()
  await at.fresh.drop()
})

/** All the way there and back. */
async function comes(login: string, groups: string[]): ReturnType<SsoEntry['finish']> {
  provider.people.set(login, { name: `${login} of the provider`, groups })
  const begun = await sso.begin(BACK)
  if ('not' in begun) throw new Error(begun.not)
  const back = await throughProvider(begun.url, login)
  return sso.finish(back.search, begun.step, from())
}
async function roles(entry: Awaited<ReturnType<typeof comes>>): Promise<string[]> {
  if (!('in' in entry)) throw new Error('they are not in')
  return (await at.viewer(entry.in.session))?.grants.map(({ role }) => role) ?? []
}

describe('somebody the provider proved', () => {
  test('has the roles of the groups they are in today, and keeps what a person gave them', async () => {
    expect(await roles(await comes('carla', ['nurses', 'choir']))).toEqual(['nurse'])
    await at.fresh.database.rows(
      `insert into person_grant (person_id, role, granted_by) select person_id, 'auditor', 'test' from person where login = 'carla'`,
    )
    expect(await roles(await comes('carla', ['house']))).toEqual(['auditor', 'executive'])
    const record = await at.fresh.database.rows<{ result: unknown }>(
      `select result from act where command = 'people/groups'`,
    )
    expect(record.at(-1)?.result).toMatchObject({
      before: [{ role: 'auditor' }, { role: 'nurse' }],
      after: [{ role: 'auditor' }, { role: 'executive' }],
    })
  })

  test('is told so when they are nothing here, or disabled', async () => {
    expect(await comes('dora', ['choir'])).toEqual({ not: 'no-role' })
    await at.fresh.database.rows(
      `update person set disabled_at = now(), disabled_by = 'test', disabled_why = 'left' where login = 'dora'`,
    )
    expect(await comes('dora', ['nurses'])).toEqual({ not: 'disabled' })
  })

  test('is never taken for somebody with a password here who has the same login', async () => {
    const local = await at.person('administrator')
    const entry = await comes(local.login, ['nurses'])
    expect(await roles(entry)).toEqual(['nurse'])
    const twice = await at.fresh.database.rows('select login from person where login like $1', [
      `${local.login}%`,
    ])
    expect(twice).toHaveLength(2)
  })

  test('comes by the browser that went, once', async () => {
    const begun = await sso.begin(BACK)
    if ('not' in begun) throw new Error(begun.not)
    const back = await throughProvider(begun.url, 'carla')
    expect(await sso.finish(back.search, undefined, from())).toEqual({ not: 'refused' })
    expect(await sso.finish(back.search, begun.step, from())).toHaveProperty('in')
    expect(await sso.finish(back.search, begun.step, from())).toEqual({ not: 'refused' })
  })
})
