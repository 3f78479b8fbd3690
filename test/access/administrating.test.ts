/** What administrators do about people: how far it reaches, and that it ends what is open. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { run } from '../../server/commands/run.ts'
import { people } from '../../server/queries/people.ts'
import { anybody } from '../support/keys.ts'
import { type Door, PASSWORD, door, from, inside, refusal } from './people.ts'

let at: Door
beforeAll(async () => {
  at = await door()
  await at.fresh.database.rows(
    `insert into site (site, name, time_zone, currency, locale) values ('gh', 'General Hospital', 'Europe/London', 'GBP', 'en'),
                                                                       ('ch', 'Children’s', 'Europe/London', 'GBP', 'en')`,
  )
})
afterAll(() => at.fresh.drop())

const everywhere = { role: 'administrator', site: null, unit: null } as const
const administrator = (...grants: Grant[]): Viewer => ({
  ...anybody,
  kind: 'person',
  id: 1,
  name: 'Ada',
  grants,
})
const house = administrator(everywhere)
const ofGh = administrator({ ...everywhere, site: 'gh' })

async function ask<C extends CommandName>(
  viewer: Viewer,
  command: C,
  input: CommandInput<C>,
): Promise<Outcome<CommandResult<C>>> {
  const known = { ...viewer, id: (await one())?.person_id ?? 0 }
  return run(at.fresh.database, command, input, { door: 'http', who: viewer.name, viewer: known })
}
const one = (): Promise<{ person_id: number } | undefined> =>
  at.fresh.database.row<{ person_id: number }>('select person_id from person limit 1')
async function done<C extends CommandName>(
  viewer: Viewer,
  command: C,
  input: CommandInput<C>,
): Promise<CommandResult<C>> {
  const outcome = await ask(viewer, command, input)
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.result
}
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.code)

describe('an invitation', () => {
  test('lets somebody in once, with the role they were given; the link is told once, and is on no record', async () => {
    await at.person('administrator')
    const invited = { login: 'Ben.Ode', name: 'Ben Ode', role: 'nurse', site: 'gh', unit: null } as const
    const { link = '', person_id } = await done(house, 'people/invite', invited)
    const acts = await at.fresh.database.rows('select input, result from act where command = $1', [
      'people/invite',
    ])
    expect(JSON.stringify(acts)).toContain('ben.ode')
    expect(JSON.stringify(acts)).not.toContain(link)
    const { session } = inside(await at.links.enter(link, PASSWORD, {}, from()))
    expect(await at.viewer(session)).toMatchObject({
      id: person_id,
      grants: [{ role: 'nurse', site: 'gh', unit: null }],
    })
    expect(codeOf(await ask(house, 'people/invite', invited))).toBe('already-exists')
  })

  test.each([
    ['a place there is not', { role: 'nurse', site: 'zz', unit: null }, 'not-found'],
    ['a unit there is not', { role: 'nurse', site: 'gh', unit: 'ZZ' }, 'not-found'],
    ['a unit, for what is a whole site’s', { role: 'executive', site: 'gh', unit: '4W' }, 'invalid-input'],
    ['a unit without a site', { role: 'nurse', site: null, unit: '4W' }, 'invalid-input'],
  ] as const)('is refused to %s', async (_where, grant, code) => {
    expect(codeOf(await ask(house, 'people/invite', { login: 'nobody-yet', name: 'N', ...grant }))).toBe(code)
  })
})

describe('disabled, reset, or without a role', () => {
  test('somebody’s sessions end and they are not let in; enabled, they are again', async () => {
    const { login, person_id } = await at.person()
    const { session } = inside(await at.signIn.password(login, PASSWORD, from()))
    expect(await done(house, 'people/disable', { person_id, why: 'left' })).toEqual({ sessions: 2 })
    expect(await at.viewer(session)).toBeUndefined()
    expect((await refusal(at.signIn.password(login, PASSWORD, from()))).code).toBe('not-proven')
    expect(codeOf(await ask(house, 'people/disable', { person_id, why: 'left' }))).toBe('already-done')
    await done(house, 'people/enable', { person_id })
    expect(await at.viewer(session)).toBeUndefined()
    inside(await at.signIn.password(login, PASSWORD, from()))
  })

  test('a reset takes everything that proved who they were; the link lets them begin anew', async () => {
    const { login, person_id, device } = await at.person()
    const self = await at.self(inside(await at.signIn.password(login, PASSWORD, from({ device }))).session)
    await at.own.newAuthenticator(self, PASSWORD)
    const { link = '' } = await done(house, 'people/reset-factors', { person_id })
    expect(await at.viewer('any')).toBeUndefined()
    expect((await refusal(at.signIn.password(login, PASSWORD, from({ device })))).code).toBe('not-proven')
    inside(await at.links.enter(link, 'blue herons at noon', {}, from()))
    expect((await at.own.all(self)).factors).toMatchObject({
      authenticator: null,
      recovery_left: 0,
      passkeys: [],
    })
  })

  test('the last administrator of the house stays one', async () => {
    const alone = await door()
    const { person_id } = await alone.person('administrator')
    const by = { door: 'http', who: 'Ada', viewer: { ...house, id: person_id } } as const
    const grant = await alone.fresh.database.row<{ person_grant_id: number }>(
      'select person_grant_id from person_grant',
    )
    const tries = [
      await run(alone.fresh.database, 'people/disable', { person_id, why: 'by mistake' }, by),
      await run(alone.fresh.database, 'people/revoke-grant', { person_grant_id: grant?.person_grant_id }, by),
    ]
    expect(tries.map(codeOf)).toEqual(['wrong-state', 'wrong-state'])
    await alone.fresh.drop()
  })
})

describe('an administrator of one site', () => {
  test('does not let themselves in as somebody who is nothing yet, nor is no more what they were elsewhere', async () => {
    const { person_id } = await at.person()
    const reset = async (viewer: Viewer) => codeOf(await ask(viewer, 'people/reset-factors', { person_id }))
    const was = (sql: string) =>
      at.fresh.database.rows(`update person_grant ${sql} where person_id = $1`, [person_id])
    await was(`set site = 'ch', ended_at = now(), ended_by = 'test'`)
    expect(await reset(ofGh)).toBe('not-found')
    await was(`set site = 'gh'`)
    expect(await reset(ofGh)).toBe('done')
    await at.fresh.database.rows(
      `insert into person_grant (person_id, role, site, granted_by, ended_at, ended_by) values ($1, 'nurse', 'ch', 'test', now(), 'test')`,
      [person_id],
    )
    expect(await reset(ofGh)).toBe('forbidden')
    await at.fresh.database.rows('delete from person_grant where person_id = $1', [person_id])
    expect(await reset(ofGh)).toBe('not-found')
    expect(await reset(house)).toBe('done')
  })

  test('gives and takes roles there, and nowhere else', async () => {
    const { person_id } = await at.person('executive')
    const nurse = { person_id, role: 'nurse', unit: null } as const
    expect(codeOf(await ask(ofGh, 'people/grant', { ...nurse, site: 'ch' }))).toBe('not-found') // not in sight at all
    expect(codeOf(await ask(ofGh, 'people/grant', { ...nurse, site: null }))).toBe('forbidden')
    expect(codeOf(await ask(ofGh, 'people/grant', { ...nurse, site: 'gh', role: 'administrator' }))).toBe(
      'done',
    )
    const { person_grant_id } = await done(house, 'people/grant', { ...nurse, site: 'ch' })
    expect(codeOf(await ask(ofGh, 'people/revoke-grant', { person_grant_id }))).toBe('not-found')
  })

  test('does not become the house’s by a new link for its administrator, nor hears of people elsewhere', async () => {
    const [ada, ben] = [await at.person('administrator'), await at.person()]
    await at.fresh.database.rows(`update person_grant set site = 'ch' where person_id = $1`, [ben.person_id])
    expect(codeOf(await ask(ofGh, 'people/reset-factors', { person_id: ada.person_id }))).toBe('not-found')
    expect(codeOf(await ask(ofGh, 'people/disable', { person_id: ben.person_id, why: 'x' }))).toBe(
      'not-found',
    )
    expect(codeOf(await ask(ofGh, 'people/disable', { person_id: 999_999, why: 'x' }))).toBe('not-found')
    const answer = await people(at.fresh.database, {}, ofGh)
    expect(answer?.people.map(({ person_id }) => person_id)).not.toContain(ben.person_id)
    const all = await people(at.fresh.database, {}, house)
    expect(all?.people.map(({ person_id }) => person_id)).toContain(ben.person_id)
    expect(all?.people.find(({ login }) => login === ada.login)).toMatchObject({
      grants: [{ role: 'administrator', site: null }],
      sessions: [{ how: 'link' }],
      sso: false,
    })
  })
})
