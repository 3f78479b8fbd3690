/** The door: who is let in, who is not, and that neither the answer nor the number of tries tells a stranger anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setUpLink } from '../../server/access/entry.ts'
import { newLink } from '../../server/access/entry-links.ts'
import { codeOf, stepAt } from '../../server/access/totp.ts'
import { type Door, PASSWORD, door, from, inside, refusal, stepIn } from './people.ts'

let at: Door
beforeAll(async () => {
  at = await door()
})
afterAll(() => at.fresh.drop())

const wrong = { code: 'not-proven', message: 'That is not right. Look at it again.' }
const none = async (sql: string, values: unknown[]): Promise<number> =>
  (await at.fresh.database.rows(sql, values)).length

describe('somebody with a password', () => {
  test('is let in, and it is on record; what is kept is the hash of everything', async () => {
    const { login, person_id } = await at.person()
    const { session, device } = inside(await at.signIn.password(login, PASSWORD, from()))
    expect(await at.viewer(session)).toMatchObject({
      kind: 'person',
      id: person_id,
      grants: [{ role: 'nurse' }],
    })
    const record = await at.fresh.database.rows<{ how: string }>(
      'select how, address from sign_in where person_id = $1 and refused is null order by 1',
      [person_id],
    )
    expect(record).toEqual([
      { how: 'link', address: '192.0.2.1' },
      { how: 'password', address: '192.0.2.1' },
    ])
    const kept = JSON.stringify(
      await at.fresh.database.rows(
        'select * from person, session, known_device where person.person_id = $1',
        [person_id],
      ),
    )
    for (const secret of [session, device, PASSWORD]) expect(kept).not.toContain(secret)
  })

  test('a wrong password, a stranger, one who was disabled and one who has none are told the same', async () => {
    const [known, gone] = [await at.person(), await at.person()]
    await at.fresh.database.rows(
      `update person set disabled_at = now(), disabled_by = 'test', disabled_why = 'left' where person_id = $1`,
      [gone.person_id],
    )
    await at.fresh.database.rows(`insert into person (login, name) values ('by-sso-only', 'B')`)
    expect(await refusal(at.signIn.password(known.login, 'another kettle in the sun', from()))).toEqual(wrong)
    expect(await refusal(at.signIn.password('nobody-at-all', PASSWORD, from()))).toEqual(wrong)
    expect(await refusal(at.signIn.password(gone.login, PASSWORD, from()))).toEqual(wrong)
    expect(await refusal(at.signIn.password('by-sso-only', PASSWORD, from()))).toEqual(wrong)
  })

  test('changes it: their other sessions end, no browser is known any more, a guessable one is not taken', async () => {
    const { login, person_id, device } = await at.person()
    const [here, there] = [
      inside(await at.signIn.password(login, PASSWORD, from({ device }))),
      inside(await at.signIn.password(login, PASSWORD, from())),
    ]
    const self = await at.self(here.session)
    expect(await refusal(at.own.changePassword(self, 'not mine at all', 'blue herons at noon'))).toEqual(
      wrong,
    )
    expect(await refusal(at.own.changePassword(self, PASSWORD, `${login}-2026-password`))).toMatchObject({
      code: 'invalid-input',
    })
    await at.own.changePassword(self, PASSWORD, 'blue herons at noon')
    expect(await at.viewer(here.session)).toBeDefined()
    expect(await at.viewer(there.session)).toBeUndefined()
    expect(await none('select 1 from known_device where person_id = $1', [person_id])).toBe(0)
    expect(await refusal(at.signIn.password(login, PASSWORD, from()))).toEqual(wrong)
    inside(await at.signIn.password(login, 'blue herons at noon', from()))
  })

  test('ends a session of theirs, never another’s', async () => {
    const [amira, ben] = [await at.person(), await at.person()]
    const [hers, his] = [
      await at.self(inside(await at.signIn.password(amira.login, PASSWORD, from())).session),
      await at.self(inside(await at.signIn.password(ben.login, PASSWORD, from())).session),
    ]
    expect(await refusal(at.own.endSession(hers, his.session))).toMatchObject({ code: 'not-found' })
    expect((await at.own.all(his)).sessions).toHaveLength(2)
    await at.own.endSession(his, 'others')
    expect((await at.own.all(his)).sessions).toEqual([
      expect.objectContaining({ here: true, how: 'password' }),
    ])
  })
})

describe('tries', () => {
  test('of one account are fewer than ten in the first minute, wherever from, and each waits longer; so for a name that is nobody’s', async () => {
    const { login } = await at.person()
    const tried: Record<string, number> = { [login]: 0, 'nobody-here': 0 }
    for (let second = 0; second < 60; second += 1) {
      for (const who of Object.keys(tried)) {
        for (;;) {
          const address = `198.51.100.${second}`
          if ((await refusal(at.signIn.password(who, 'guess', from({ address })))).code === 'too-soon') break
          tried[who] = (tried[who] ?? 0) + 1
        }
      }
      await at.later(1)
    }
    for (const count of Object.values(tried)) {
      expect(count).toBeGreaterThanOrEqual(7)
      expect(count).toBeLessThan(10)
    }
  })

  test('of strangers do not keep somebody out of a browser they have signed in with before, and not for ever elsewhere', async () => {
    const { login, device } = await at.person()
    for (let n = 0; n < 6; n += 1)
      await refusal(at.signIn.password(login, 'guess', from({ address: `203.0.113.${n}` })))
    expect(await refusal(at.signIn.password(login, PASSWORD, from()))).toMatchObject({ code: 'too-soon' })
    inside(await at.signIn.password(login, PASSWORD, from({ device })))
    await at.later(3600)
    inside(await at.signIn.password(login, PASSWORD, from()))
  })

  test('at one browser are counted for that browser: it is no way around', async () => {
    const { login, device } = await at.person()
    const codes = new Set<string>()
    for (let n = 0; n < 9; n += 1)
      codes.add((await refusal(at.signIn.password(login, 'guess', from({ device })))).code)
    expect(codes).toContain('too-soon')
  })

  test('of one password on many accounts from one address end, and others from elsewhere go on', async () => {
    const address = '2001:db8:1:2::7'
    await at.fresh.database.rows(
      `insert into sign_in_tries (key, tries, last_at, next_at) values (sha256($1), 60, now(), now())`,
      [Buffer.from('address\n2001:db8:1:2')],
    )
    expect((await refusal(at.signIn.password('first-name', 'Spring2026', from({ address })))).code).toBe(
      'not-proven',
    )
    const next = from({ address: '2001:db8:1:2:ffff::9' }) // of the same network: the same somebody
    expect((await refusal(at.signIn.password('second-name', 'Spring2026', next))).code).toBe('too-soon')
    const { login, device } = await at.person()
    inside(await at.signIn.password(login, PASSWORD, { ...next, device }))
    inside(await at.signIn.password(login, PASSWORD, from({ address: '198.51.100.250' })))
  })

  test('of thousands of addresses on one account, and of one password on five hundred, are looked at a few times; whoever runs the house is told once', async () => {
    const { login, device } = await at.person()
    const looked = (): number => at.signIn.counts.refused
    const before = looked()
    for (let n = 0; n < 2000; n += 50) {
      const some = Array.from({ length: 50 }, (_, of) =>
        from({ address: `10.9.${(n + of) >> 8}.${(n + of) & 255}` }),
      )
      await Promise.all(some.map((one) => refusal(at.signIn.password(login, 'guess', one))))
    }
    expect(looked() - before).toBeLessThan(10)
    const names = Array.from({ length: 500 }, (_, nth) => `person-${nth}`)
    for (const name of names)
      await refusal(at.signIn.password(name, 'Spring2026', from({ address: '10.8.0.1' })))
    expect(looked() - before).toBeLessThan(10 + 75)
    expect(at.told).toEqual([{ event: 'guessing', in_a_minute: 60 }])
    inside(await at.signIn.password(login, PASSWORD, from({ device, address: '10.8.0.1' })))
  })

  test('at once are counted one by one', async () => {
    const { login } = await at.person()
    const all = Array.from({ length: 10 }, () => refusal(at.signIn.password(login, 'guess', from())))
    const codes = (await Promise.all(all)).map(({ code }) => code)
    expect(codes.filter((code) => code === 'too-soon').length).toBeGreaterThanOrEqual(5)
  })
})

describe('somebody with an authenticator', () => {
  test('is asked for a code, which counts once; on paper are ten more, each once', async () => {
    const now = stepAt(Date.now())
    const { login, device } = await at.person()
    const password = (): Promise<string> => at.signIn.password(login, PASSWORD, from({ device })).then(stepIn)
    const self = await at.self(inside(await at.signIn.password(login, PASSWORD, from({ device }))).session)
    const { uri } = await at.own.newAuthenticator(self, PASSWORD)
    expect(uri).toMatch(
      new RegExp(`^otpauth://totp/Wardroom:${login}\\?secret=[A-Z2-7]{32}&issuer=Wardroom$`),
    )
    inside(await at.signIn.password(login, PASSWORD, from({ device }))) // until its first code it is asked of nobody
    const kept = await at.fresh.database.row<{ secret: Buffer }>(
      'select secret from authenticator where person_id = $1',
      [self.id],
    )
    const code = (of: number): string => codeOf(kept?.secret ?? Buffer.alloc(0), of)
    expect(await refusal(at.own.confirmAuthenticator(self, '000000'))).toMatchObject({ code: 'not-proven' })
    const { recovery = [] } = await at.own.confirmAuthenticator(self, code(now))
    expect(recovery).toHaveLength(10)

    const first = await password()
    expect(await refusal(at.signIn.second(first, 'code', code(now), from()))).toEqual(wrong) // it was used
    inside(await at.signIn.second(first, 'code', code(now + 1), from()))
    expect(await refusal(at.signIn.second(first, 'code', code(now + 2), from()))).toMatchObject({
      code: 'not-proven',
    })
    expect(await refusal(at.signIn.second(await password(), 'code', code(now + 1), from()))).toEqual(wrong)

    const [paper = ''] = recovery
    inside(await at.signIn.second(await password(), 'recovery', paper.toLowerCase(), from()))
    expect(await refusal(at.signIn.second(await password(), 'recovery', paper, from()))).toEqual(wrong)
    expect((await at.own.all(self)).factors.recovery_left).toBe(9)

    await at.own.remove(self, PASSWORD, 'authenticator')
    inside(await at.signIn.password(login, PASSWORD, from({ device })))
    expect((await at.own.all(self)).factors.recovery_left).toBe(0)
  })

  test('codes are not guessed: they are counted as passwords are, and beginning anew does not help', async () => {
    const { login, device } = await at.person()
    const self = await at.self(inside(await at.signIn.password(login, PASSWORD, from({ device }))).session)
    await at.own.newAuthenticator(self, PASSWORD)
    await at.fresh.database.rows('update authenticator set confirmed_at = now() where person_id = $1', [
      self.id,
    ])
    const codes = new Set<string>()
    for (let n = 0; n < 9; n += 1) {
      const step = stepIn(await at.signIn.password(login, PASSWORD, from({ device })))
      codes.add((await refusal(at.signIn.second(step, 'code', '000000', from()))).code)
    }
    expect(codes).toContain('too-soon')
  })
})

describe('a link', () => {
  test('lets one person in once, and the password they had is good no more', async () => {
    const { login, person_id } = await at.person()
    const before = inside(await at.signIn.password(login, PASSWORD, from()))
    const [old, link] = [
      await newLink(at.fresh.database, person_id),
      await newLink(at.fresh.database, person_id),
    ]
    expect(await refusal(at.links.whose(old))).toMatchObject({ code: 'not-found' })
    expect(await at.links.whose(link)).toEqual({ login, name: login })
    expect(await refusal(at.links.enter(link, 'short', {}, from()))).toMatchObject({ code: 'invalid-input' })
    const both = [1, 2].map(() =>
      at.links
        .enter(link, 'blue herons at noon', {}, from())
        .then(inside)
        .catch(() => null),
    )
    expect((await Promise.all(both)).filter((one) => one !== null)).toHaveLength(1)
    expect(await at.viewer(before.session)).toBeUndefined()
    expect(await refusal(at.signIn.password(login, PASSWORD, from()))).toEqual(wrong)
  })

  test('for the first administrator is in the log until there is one; a new start makes a new one', async () => {
    const alone = await door()
    const { database } = alone.fresh
    const [old, link] = [(await setUpLink(database)) ?? '', (await setUpLink(database)) ?? '']
    const me = { login: 'amira', name: 'Amira Haddad' }
    expect(await refusal(alone.links.enter(old, PASSWORD, me, from()))).toMatchObject({ code: 'not-found' })
    expect(await refusal(alone.links.enter(link, PASSWORD, {}, from()))).toMatchObject({
      code: 'invalid-input',
    })
    await database.rows(`update entry_link set until = now() - interval '1 s'`)
    expect(await refusal(alone.links.enter(link, PASSWORD, me, from()))).toMatchObject({ code: 'not-found' })
    await database.rows(`update entry_link set until = now() + interval '1 h'`)
    const { session } = inside(await alone.links.enter(link, PASSWORD, me, from()))
    expect(await alone.viewer(session)).toMatchObject({
      name: 'Amira Haddad',
      grants: [{ role: 'administrator', site: null, unit: null }],
    })
    expect(await setUpLink(database)).toBeUndefined()
    expect(await refusal(alone.links.enter(link, PASSWORD, { ...me, login: 'ben' }, from()))).toMatchObject({
      code: 'not-found',
    })
    await alone.fresh.drop()
  })
})
