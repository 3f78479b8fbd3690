/** Who may no longer look is shown no more, at once, whoever ended it: a real feed, real sockets, one browser's cookie and a token. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../schema/access/roles.ts'
import { cookieOf } from '../../server/access/cookie.ts'
import { Doorman } from '../../server/access/doorman.ts'
import { begin, end } from '../../server/access/sessions.ts'
import { issueToken } from '../../server/access/tokens.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { until } from '../support/until.ts'
import { ask, connected, linkTo, openStation, type Link, type Station } from './station.ts'

let ward: Ward
let station: Station
const links: Link[] = []

beforeAll(async () => {
  ward = await openWard()
  const doorman = new Doorman(ward.database)
  station = await openStation(ward.url, undefined, (headers) => doorman.viewer(headers))
})
afterAll(async () => {
  for (const link of links) link.disconnect()
  await station.stop()
  await ward.drop()
})

const linked = (headers: Record<string, string>): Link => {
  const link = linkTo(station, { headers: { origin: station.url, ...headers } })
  links.push(link)
  return link
}

async function nurse(login: string, ...grants: Grant[]) {
  const person = await ward.database.row<{ person_id: number }>(
    'insert into person (login, name) values ($1, $1) returning person_id',
    [login],
  )
  const person_id = person?.person_id ?? 0
  for (const { role, site, unit } of grants) {
    await ward.database.rows(
      `insert into person_grant (person_id, role, site, unit, granted_by) values ($1, $2, $3, $4, 'a test')`,
      [person_id, role, site, unit],
    )
  }
  const { secret, session_id } = await begin(ward.database, person_id, {
    how: 'test',
    address: undefined,
    agent: undefined,
  })
  const cookie = cookieOf(secret, { tls: false, maxAgeS: 60 }).split(';')[0] ?? ''
  return { person_id, session_id, cookie }
}
const AT_GH: Grant = { role: 'nurse', site: 'gh', unit: null }
const beds = (place: object) => ({ board: 'beds', place, level: 'full' })

const gone = (link: Link): Promise<unknown> =>
  until(() => !link.connected, { what: 'the socket to be cut', timeoutMs: 10_000 })

describe('a screen', () => {
  test.each([
    ['nobody', {}],
    ['a cookie nobody knows', { cookie: 'wardroom=nobody-knows-me' }],
    ['a token nobody knows', { authorization: 'Bearer wr_nobody-knows-me' }],
    ['a token that is none', { authorization: 'Bearer nothing' }],
  ])('of %s is not let in, and told why', async (_, headers) => {
    const link = linked(headers)
    const said = await new Promise((resolve) => link.once('connect_error', ({ message }) => resolve(message)))
    expect(said).toBe('signed-out')
  })

  test('is given what its person may see, and of another’s place hears what it would of none', async () => {
    const { cookie } = await nurse('gives', { role: 'nurse', site: 'gh', unit: '4W' })
    const link = await connected(linked({ cookie }))
    expect(await ask(link, beds({ site: 'gh', unit: '4W' }))).toMatchObject({ ok: true, level: 'full' })
    expect(await ask(link, beds({}))).toMatchObject({ ok: true, level: 'corridor', place: { site: 'gh' } })
    const [foreign, none] = [await ask(link, beds({ site: 'nw' })), await ask(link, beds({ site: 'zz' }))]
    expect(foreign).toEqual(none)
    expect(foreign).toMatchObject({ ok: false, code: 'not-found' })
  })

  const ways: [string, (who: { person_id: number; session_id: number }) => Promise<unknown>][] = [
    ['signed out elsewhere', ({ session_id }) => end(ward.database, { session_id }, 'signed out')],
    ['signed out everywhere', ({ person_id }) => end(ward.database, { person_id }, 'an administrator')],
    [
      'disabled',
      ({ person_id }) =>
        ward.database.rows(
          `update person set disabled_at = now(), disabled_by = 'x', disabled_why = 'left' where person_id = $1`,
          [person_id],
        ),
    ],
    [
      'another role',
      ({ person_id }) =>
        ward.database.rows(
          `insert into person_grant (person_id, role, site, granted_by) values ($1, 'cleaner', 'gh', 'x')`,
          [person_id],
        ),
    ],
    [
      'no role any more',
      ({ person_id }) =>
        ward.database.rows(`update person_grant set ended_at = now(), ended_by = 'x' where person_id = $1`, [
          person_id,
        ]),
    ],
    [
      'idle for too long',
      async ({ session_id }) => {
        await ward.database.rows('update session set idle_until = now() where session_id = $1', [session_id])
        await ward.database.rows('update clock set at = now()') // as it is written each second
      },
    ],
  ]
  test.each(ways)('of somebody who is %s is cut, and others are not', async (how, happens) => {
    const who = await nurse(how.replaceAll(' ', '-'), AT_GH)
    const other = await nurse(`other-than-${how.replaceAll(' ', '-')}`, AT_GH)
    const link = await connected(linked({ cookie: who.cookie }))
    const others = await connected(linked({ cookie: other.cookie }))
    expect(await ask(link, beds({ site: 'gh' }))).toMatchObject({ ok: true })
    let pulses = 0
    others.on('pulse', () => (pulses += 1)) // one a second
    await happens(who)
    await gone(link)
    expect(pulses).toBeLessThanOrEqual(2)
    expect(others.connected).toBe(true)
  })

  test('of a program whose token is revoked is cut within two seconds', async () => {
    const { token, token_id } = await issueToken(ward.database, {
      name: 'p',
      grants: [AT_GH],
      days: 1,
      by: 'x',
    })
    const link = await connected(linked({ authorization: `Bearer ${token}` }))
    let pulses = 0
    link.on('pulse', () => (pulses += 1)) // one a second
    await ward.do('credentials/revoke-token', { token_id, why: 'leaked' })
    await gone(link)
    expect(pulses).toBeLessThanOrEqual(2)
  })
})
