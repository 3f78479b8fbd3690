/** Who must have a second factor: without one they are nobody but to the page that adds it; from then on they are in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput } from '../../schema/commands/index.ts'
import { selfBehind } from '../../server/access/viewers.ts'
import { codeOf, stepAt } from '../../server/access/totp.ts'
import { run } from '../../server/commands/run.ts'
import { people } from '../../server/queries/people.ts'
import { anybody } from '../support/keys.ts'
import { type Door, PASSWORD, door, from, inside } from './people.ts'

let at: Door
beforeAll(async () => {
  at = await door()
  await at.fresh.database.rows(
    `insert into site (site, name, time_zone, currency, locale)
     select s, s, 'Europe/London', 'GBP', 'en' from unnest(array['gh', 'ch']) s`,
  )
})
afterAll(() => at.fresh.drop())

const system = { door: 'system', who: 'Ada' } as const
const rule = async (input: CommandInput<'people/require-factor'>): Promise<void> => {
  const outcome = await run(at.fresh.database, 'people/require-factor', input, system)
  if (!outcome.ok) throw new Error(outcome.message)
}
const self = (session: string) => selfBehind(at.fresh.database, { cookie: `wardroom=${session}` })
const signedIn = async ({ login, device }: { login: string; device: string }): Promise<string> =>
  inside(await at.signIn.password(login, PASSWORD, from({ device }))).session

describe('whoever must have a second factor', () => {
  test('and has none is nobody until they have added one, in that session; who is in stays in', async () => {
    const nurse = await at.person('nurse')
    const before = await signedIn(nurse)
    await rule({ site: null, roles: ['nurse', 'administrator'] })
    expect(await at.viewer(before)).toBeDefined()
    const session = await signedIn(nurse)
    expect(await at.viewer(session)).toBeUndefined()
    const owing = await self(session)
    expect(owing).toMatchObject({ owes: true, viewer: { id: nurse.person_id } })
    const me = {
      ...anybody,
      kind: 'person' as const,
      id: nurse.person_id,
      session: owing?.viewer.session ?? 0,
    }
    await at.own.newAuthenticator(me, PASSWORD)
    expect(await at.viewer(session)).toBeUndefined() // not by having asked for one
    const kept = await at.fresh.database.row<{ secret: Buffer }>(
      'select secret from authenticator where person_id = $1',
      [nurse.person_id],
    )
    await at.own.confirmAuthenticator(me, codeOf(kept?.secret ?? Buffer.alloc(0), stepAt(Date.now())))
    expect(await at.viewer(session)).toMatchObject({ id: nurse.person_id })
    expect(await self(session)).toMatchObject({ owes: false })
    await expect(at.own.remove(me, PASSWORD, 'authenticator')).rejects.toThrow('Add another first')
    expect((await at.own.all(me)).factors).toMatchObject({ authenticator: expect.any(String) as string })
    await rule({ site: null, roles: [] })
    await at.own.remove(me, PASSWORD, 'authenticator')
    expect((await at.own.all(me)).factors).toMatchObject({ authenticator: null })
    const acts = await at.fresh.database.rows(
      `select command, input from act where command like 'people/own-%' order by act_id`,
    )
    expect(acts).toEqual([
      { command: 'people/own-factor-added', input: { factor: 'authenticator' } },
      { command: 'people/own-factor-removed', input: { factor: 'authenticator' } },
    ])
    await rule({ site: null, roles: ['nurse', 'administrator'] })
  })

  test('is asked for it by a link too, and not at all where their role is another or the provider vouches', async () => {
    const administrator = await at.person('administrator') // who came by a link
    expect(await at.viewer(await signedIn(administrator))).toBeUndefined()
    const { session } = inside(await at.signIn.letIn(administrator.person_id, 'single sign-on', from()))
    expect(await at.viewer(session)).toBeDefined()
    expect(await at.viewer(await signedIn(await at.person('executive')))).toBeDefined()
  })

  test('by the rule of one site is who works there or everywhere, and nobody of another', async () => {
    await rule({ site: 'gh', roles: ['porter'] })
    const owes = async (site: string | null): Promise<boolean> => {
      const porter = await at.person('porter')
      await at.fresh.database.rows('update person_grant set site = $2 where person_id = $1', [
        porter.person_id,
        site,
      ])
      return (await at.viewer(await signedIn(porter))) === undefined
    }
    expect([await owes('gh'), await owes(null), await owes('ch')]).toEqual([true, true, false])
  })
})

test('the rule is the administrator’s of that place, whole in place of what it was, and on record', async () => {
  const ofGh = {
    ...anybody,
    kind: 'wall' as const,
    grants: [{ role: 'administrator' as const, site: 'gh', unit: null }],
  }
  const asks = (site: string | null) =>
    run(
      at.fresh.database,
      'people/require-factor',
      { site, roles: ['cashier'] },
      { door: 'http', who: 'Gus', viewer: ofGh },
    )
  expect(await asks('gh')).toMatchObject({ ok: true, result: { was: ['porter'] } })
  expect(await asks(null)).toMatchObject({ ok: false, code: 'forbidden' })
  expect(await asks('ch')).toMatchObject({ ok: false, code: 'not-found' })
  expect((await people(at.fresh.database, {}, ofGh))?.must).toEqual(
    expect.arrayContaining([
      { role: 'cashier', site: 'gh' },
      { role: 'nurse', site: null },
    ]),
  )
  await rule({ site: null, roles: [] })
  const acts = await at.fresh.database.rows(
    `select result from act where command = 'people/require-factor' order by act_id desc limit 1`,
  )
  expect(acts).toEqual([{ result: { was: ['administrator', 'nurse'] } }])
})
