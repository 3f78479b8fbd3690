/** What programs come with: told once, good for what is said and as long, and gone when it is taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import { Doorman } from '../../server/access/doorman.ts'
import { TokenUse } from '../../server/access/token-use.ts'
import { run } from '../../server/commands/run.ts'
import { tokens } from '../../server/queries/tokens.ts'
import { layout, openWard, type Ward } from '../commands/ward.ts'
import { anybody } from '../support/keys.ts'

let ward: Ward
let doorman: Doorman
beforeAll(async () => {
  ward = await openWard()
  const rooms = [{ room: '1', beds: [{ bed: 'N1-1' }] }]
  const units = [{ unit: 'N1', name: 'North 1', kind: 'medical' as const, rooms }]
  await ward.do('hospital/lay-out', { ...layout, site: 'nw', name: 'North West', units })
  doorman = new Doorman(ward.database)
})
afterAll(() => ward.drop())

const at = (role: Grant['role'], site: string | null = 'gh', unit: string | null = null): Grant => ({
  role,
  site,
  unit,
})
/** Whose act names no token: one that there is not cannot be on record. */
const administrator = (site: string | null): Viewer => ({
  ...anybody,
  kind: 'wall',
  name: 'Ada',
  grants: [at('administrator', site)],
})
const asks = <C extends CommandName>(viewer: Viewer, name: C, input: CommandInput<C>, key?: string) =>
  run(ward.database, name, input, { door: 'http', who: viewer.name, viewer, ...(key && { key }) })

async function issued(
  viewer: Viewer,
  name: string,
  ...grants: Grant[]
): Promise<{ token_id: number; token: string }> {
  const outcome = await asks(viewer, 'credentials/issue-token', { name, grants, days: 30 })
  if (!outcome.ok) throw new Error(outcome.message)
  return { token_id: outcome.result.token_id, token: outcome.result.token ?? '' }
}
const behind = (token: string): Promise<Viewer | undefined> =>
  doorman.viewer({ authorization: `Bearer ${token}` })
const codeOf = (outcome: { ok: true } | { ok: false; code: string }): string =>
  outcome.ok ? 'done' : outcome.code

describe('a token', () => {
  test('is told once: neither a repeat of the request, nor any table has it', async () => {
    const ask = { name: 'the kitchen', grants: [at('nurse')], days: 30 }
    const first = await asks(administrator(null), 'credentials/issue-token', ask, 'once')
    const again = await asks(administrator(null), 'credentials/issue-token', ask, 'once')
    const token = (first.ok && first.result.token) || 'none'
    expect(token).toMatch(/^wr_[\w-]{43}$/)
    expect(again).toMatchObject({ ok: true, result: { token_id: expect.any(Number) as number } })
    const tables = await Promise.all(
      ['act', 'token', 'token_use'].map((table) => ward.database.rows(`select t::text from ${table} t`)),
    )
    for (const kept of [again, tables]) expect(JSON.stringify(kept)).not.toContain(token)
  })

  test('does what its roles may, where they are, and nothing else', async () => {
    const { token } = await issued(administrator(null), 'the ward', at('nurse', 'gh', '4W'))
    const viewer = await behind(token)
    expect(viewer).toMatchObject({ kind: 'token', name: 'the ward', grants: [at('nurse', 'gh', '4W')] })
    if (!viewer) return
    const block = (site: string, bed: string) => asks(viewer, 'beds/block', { site, bed, reason: 'repair' })
    expect(codeOf(await block('gh', '4W-3'))).toBe('done')
    expect(codeOf(await block('gh', 'ICU-1'))).toBe('not-found')
    expect(codeOf(await block('nw', 'N1-1'))).toBe('not-found')
    expect(codeOf(await asks(viewer, 'credentials/issue-token', { name: 'x', grants: [at('nurse')] }))).toBe(
      'forbidden',
    )
  })

  test('ends by itself', async () => {
    const { token, token_id } = await issued(administrator(null), 'until today', at('nurse'))
    expect(await behind(token)).toBeDefined()
    await ward.database.rows('update token set until = now() where token_id = $1', [token_id])
    expect(await behind(token)).toBeUndefined()
  })

  test('that is revoked is nobody’s; again, it was so already', async () => {
    const { token, token_id } = await issued(administrator(null), 'revoked', at('nurse'))
    const revoke = () => asks(administrator(null), 'credentials/revoke-token', { token_id, why: 'leaked' })
    expect(codeOf(await revoke())).toBe('done')
    expect(await behind(token)).toBeUndefined()
    expect(codeOf(await revoke())).toBe('already-done')
  })

  test('says when it was used last, and is written about once a minute, not each time', async () => {
    const { token_id } = await issued(administrator(null), 'busy', at('nurse'))
    let now = 0
    let writes = 0
    const counting = {
      rows: (...asked: Parameters<typeof ward.database.rows>) => (writes++, ward.database.rows(...asked)),
      row: ward.database.row.bind(ward.database),
    } as Pick<typeof ward.database, 'row' | 'rows'>
    const use = new TokenUse(counting, () => now)
    const used = async () =>
      (await tokens(ward.database, {}, administrator(null)))?.tokens.find((one) => one.token_id === token_id)
        ?.used_at
    expect(await used()).toBeNull()
    for (now of [0, 1000, 59_000, 61_000]) await use.note(token_id)
    expect(writes).toBe(2)
    expect(await used()).toEqual(expect.any(String))
  })
})

describe('an administrator of one site', () => {
  test('gives tokens for that site, and sees and revokes those of that site alone', async () => {
    const ofGh = administrator('gh')
    const mine = await issued(ofGh, 'theirs', at('integrator'))
    const both = await issued(administrator(null), 'of both', at('integrator'), at('integrator', 'nw'))
    const house = await issued(administrator(null), 'of the house', at('integrator', null))
    const listed = (await tokens(ward.database, {}, ofGh))?.tokens.map(({ name }) => name)
    expect(listed).toContain('theirs')
    for (const name of ['of both', 'of the house']) expect(listed).not.toContain(name)
    const revoke = ({ token_id }: { token_id: number }) =>
      asks(ofGh, 'credentials/revoke-token', { token_id, why: 'x' }).then(codeOf)
    expect(await revoke(both)).toBe('not-found')
    expect(await revoke(house)).toBe('not-found')
    expect(await revoke({ token_id: 999_999 })).toBe('not-found')
    expect(await revoke(mine)).toBe('done')
    const give = (grant: Grant) =>
      asks(ofGh, 'credentials/issue-token', { name: 'x', grants: [grant] }).then(codeOf)
    expect(await give(at('nurse', 'nw'))).toBe('not-found')
    expect(await give(at('nurse', null))).toBe('forbidden')
  })
})
