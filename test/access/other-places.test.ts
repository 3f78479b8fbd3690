/** What somebody is at one place opens nothing of another, whatever else they are there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { commands } from '../../schema/commands/index.ts'
import { run } from '../../server/commands/run.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { anybody } from '../support/keys.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  await fresh.database.rows(
    `insert into site (site, name, time_zone, currency, locale)
     select s, s, 'Europe/London', 'GBP', 'en' from unnest(array['gh', 'nw']) s`,
  )
})
afterAll(() => fresh.drop())

/** Of no row: what it does is on record by name. */
const who = (...grants: Grant[]): Viewer => ({ ...anybody, kind: 'wall', grants })
const at = (role: Grant['role'], site: string | null): Grant => ({ role, site, unit: null })
const system = { door: 'system', who: 'test' } as const
const sender = (site: string, application: string, facility: string) =>
  commands.hospital['set-sender'].input.parse({ site, application, facility })
const sets = async (viewer: Viewer, ...of: Parameters<typeof sender>): Promise<string> => {
  const outcome = await run(fresh.database, 'hospital/set-sender', sender(...of), {
    door: 'http',
    who: 'Iris',
    viewer,
  })
  return outcome.ok ? 'done' : outcome.code
}

describe('an integrator of one hospital', () => {
  const iris = who(at('integrator', 'gh'))

  test('does not take another hospital’s messages, neither by its sender’s name nor by a more exact one', async () => {
    expect((await run(fresh.database, 'hospital/set-sender', sender('nw', 'HIS', 'NW'), system)).ok).toBe(
      true,
    )
    expect((await run(fresh.database, 'hospital/set-sender', sender('nw', 'LAB', '*'), system)).ok).toBe(true)
    expect(await sets(iris, 'gh', 'HIS', 'NW')).toBe('forbidden')
    expect(await sets(iris, 'gh', 'LAB', 'NW')).toBe('forbidden')
    const kept = await fresh.database.rows<{ site: string }>('select distinct site from sender')
    expect(kept).toEqual([{ site: 'nw' }])
  })

  test('does not say what anybody’s messages mean; who is everywhere does', async () => {
    expect(await sets(iris, 'gh', '*', '*')).toBe('forbidden')
    expect(await sets(iris, 'gh', 'PAS', '*')).toBe('forbidden')
    expect(await sets(iris, 'gh', 'PAS', 'GH')).toBe('done')
    expect(await sets(who(at('integrator', null)), 'gh', 'PAS', '*')).toBe('done')
  })
})

describe('who may ask something at one hospital and is something else at another', () => {
  const both = who(at('integrator', 'gh'), at('cleaner', 'nw'))
  const asks = (viewer: Viewer, name: 'message' | 'senders', input: object) =>
    ask({ database: fresh.database, answers }, name, input as never, viewer)

  test('is told of the first what they ask for, and of the other nothing', async () => {
    const message = await fresh.database.row<{ inbound_id: number }>(
      `insert into inbound (site, door, application, facility, control_id, kind, hash, raw, outcome)
       values ('nw', 'hl7', 'HIS', 'NW', 'X1', 'ADT^A01', sha256('x'), 'MSH|', 'applied') returning inbound_id`,
    )
    expect(await asks(both, 'message', { key: `m${String(message?.inbound_id)}` })).toBeUndefined()
    const told = await asks(both, 'senders', {})
    expect(told).toMatchObject({ senders: [{ site: 'gh' }, { site: 'gh' }] })
  })

  test('nor does being an executive everywhere make an integrator of one everybody’s', async () => {
    const told = await asks(who(at('integrator', 'gh'), at('executive', null)), 'senders', {})
    expect(told).toMatchObject({ senders: [{ site: 'gh' }, { site: 'gh' }], waiting: [] })
  })
})
