/** Devices and senders that are not who they say they are go on record, and whoever goes on trying does not fill it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Refusals } from '../../server/audit/refusals.ts'
import { seal } from '../../server/audit/seal.ts'
import { verify } from '../../server/audit/verify.ts'
import { as, connect, furnish, openDoor } from '../mqtt/ward.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

let refusals: Refusals
let fresh: FreshDatabase
let at: Awaited<ReturnType<typeof openDoor>>
const errors: string[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
  await furnish(fresh.database)
  at = await openDoor(fresh.database, { refused: (stranger) => refusals.seen(stranger) })
})
beforeEach(() => {
  refusals = new Refusals(fresh.database, { error: (_, text) => void errors.push(text) })
})
afterAll(async () => {
  expect(errors).toEqual([])
  await at.door.stop()
  await fresh.drop()
})

interface Row {
  who: string
  what: string
  refused: string
  site: string | null
  asked: Record<string, unknown>
}
const since = async (look_id: number): Promise<Row[]> =>
  fresh.database.rows<Row>(
    'select who, what, refused, site, asked from look where look_id > $1 order by look_id',
    [look_id],
  )
const last = async (): Promise<number> =>
  (await fresh.database.row<{ n: number }>('select coalesce(max(look_id), 0) as n from look'))?.n ?? 0

describe('a device with a secret that is not its own', () => {
  test('is on record once at once, with how often it went on when the hour is over; and it is sealed', async () => {
    const before = await last()
    for (let tries = 0; tries < 6; tries++)
      await expect(connect(at.url, { ...as('4w-1'), password: 'guess' })).rejects.toThrow()
    await expect(connect(at.url, { ...as('4w-1'), clientId: 'gh/bed/4w-2' })).rejects.toThrow()
    await refusals.stop()
    expect(await since(before)).toMatchObject([
      {
        who: 'nobody who is known',
        what: 'door/mqtt',
        site: 'gh',
        refused: 'not what this device signs in with',
        asked: { as: 'gh/bed/4w-1', address: '127.0.0.1', tries: 1 },
      },
      { what: 'door/mqtt', asked: { address: '127.0.0.1', more_tries: 6 } },
    ])
    while ((await seal(fresh.database)).more);
    const sealed = await fresh.database.rows<{ refused: string }>(
      `select refused from audit where what = 'door/mqtt' and kind = 'look'`,
    )
    expect(sealed).toHaveLength(2)
    expect((await verify(fresh.url, [])).wrong).toBeUndefined()
  })
})

describe('an attack', () => {
  test('from ten thousand addresses is a hundred rows and one, and their number', async () => {
    const before = await last()
    for (let nth = 0; nth < 10_000; nth++)
      refusals.seen({ door: 'hl7', address: `2001:db8::${nth}`, as: 'X\0^Y', why: 'is not set here' })
    await refusals.stop()
    const rows = await since(before)
    expect(rows).toHaveLength(102)
    expect(rows.at(-2)?.asked).toMatchObject({ address: 'others', tries: 1, as: 'X\ufffd^Y' })
    expect(rows.at(-1)?.asked).toMatchObject({ address: 'others', more_tries: 9_899 })
  })

  test('that goes on is on record again each hour', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const before = await last()
      const one = { door: 'hl7', address: '10.9.9.9', as: 'HIS^GH', why: 'is not set here' } as const
      refusals.seen(one)
      refusals.seen(one)
      vi.advanceTimersByTime(3_600_000)
      refusals.seen(one)
      vi.useRealTimers()
      await refusals.stop()
      expect((await since(before)).map(({ asked }) => asked['more_tries'] ?? 'first')).toEqual([
        'first',
        1,
        'first',
      ])
    } finally {
      vi.useRealTimers()
    }
  })
})
