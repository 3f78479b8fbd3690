/** Whoever is at the machine lets an administrator in who lost everything, or is the only one and disabled; and it is on record. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Door, PASSWORD, door, from, inside, refusal } from '../access/people.ts'

const ANOTHER = 'blue herons at noon'

let at: Door
beforeAll(async () => void (at = await door()))
afterAll(() => at.fresh.drop())

async function command(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/administrator/main.ts', ...args], {
    env: { PATH: process.env['PATH'], WARDROOM_DATABASE_URL: at.fresh.url, WARDROOM_PORT: '8443' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null] // what 'close' tells
  return { code, said }
}
const linkIn = (said: string): string => /http:\/\/127\.0\.0\.1:8443\/welcome#([\w-]+)/.exec(said)?.[1] ?? ''

test('somebody who lost telephone, password and role is administrator again by the link, and by nothing they had', async () => {
  const { login, person_id, device } = await at.person('nurse')
  const { session } = inside(await at.signIn.password(login, PASSWORD, from({ device })))
  await at.own.newAuthenticator(await at.self(session), PASSWORD)
  await at.fresh.database.rows(
    `update person set disabled_at = now(), disabled_by = 'x', disabled_why = 'by mistake' where person_id = $1`,
    [person_id],
  )
  const { code, said } = await command('--login', login.toUpperCase())
  expect([code, linkIn(said)]).toEqual([0, expect.stringMatching(/^[\w-]{43}$/)])
  expect(await at.viewer(session)).toBeUndefined()
  expect(await refusal(at.signIn.password(login, PASSWORD, from()))).toMatchObject({ code: 'not-proven' })
  const entered = inside(await at.links.enter(linkIn(said), ANOTHER, {}, from()))
  expect(await at.viewer(entered.session)).toMatchObject({
    id: person_id,
    grants: [
      { role: 'nurse', site: null },
      { role: 'administrator', site: null, unit: null },
    ],
  })
  const acts = await at.fresh.database.rows<{ command: string; who: string }>(
    'select command, who from act order by act_id',
  )
  expect(acts.map((act) => act.command)).toEqual(['people/enable', 'people/grant', 'people/reset-factors'])
  expect(acts.every(({ who }) => who.endsWith(', at the machine'))).toBe(true)
  expect(JSON.stringify(await at.fresh.database.rows('select * from act'))).not.toContain(linkIn(said))
})

test('somebody nobody knows yet is made one; without a login it says what to say', async () => {
  const { said } = await command('--login', 'nina', '--name', 'Nina Berg')
  const { session } = inside(await at.links.enter(linkIn(said), ANOTHER, {}, from()))
  expect(await at.viewer(session)).toMatchObject({ name: 'Nina Berg', grants: [{ role: 'administrator' }] })
  expect(await command()).toMatchObject({ code: 1, said: expect.stringContaining('Say whom') as string })
})
