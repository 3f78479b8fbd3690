/** The role that servers work as owns nothing: set up with the very SQL of docs/audit.md, on a real Postgres. */
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headOf, seal } from '../../server/audit/seal.ts'
import { verify } from '../../server/audit/verify.ts'
import { run } from '../../server/commands/run.ts'
import { refuseUnfit } from '../../server/database/fitness.ts'
import { migrate } from '../../server/database/migrate.ts'
import { Database } from '../../server/database/pool.ts'
import { Feed } from '../../server/feed/feed.ts'
import { layout } from '../commands/ward.ts'
import { bareDatabase } from '../support/database.ts'
import { withDatabase } from '../support/postgres.ts'

let bare: Awaited<ReturnType<typeof bareDatabase>>
let app: Database
let appUrl: string
/** Roles are the whole server's: these are of this run alone. */
const suffix = `_${process.pid}_${Math.random().toString(36).slice(2, 8)}`

async function as(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

const named = (url: string, user: string): string => {
  const at = new URL(url)
  at.username = user
  at.password = 'for-a-test'
  return at.href
}

beforeAll(async () => {
  const blocks = [...(await readFile('docs/audit.md', 'utf8')).matchAll(/```sql\n([^]*?)```/g)]
  const [roles = '', rights = ''] = blocks.map(([, sql = '']) =>
    sql.replace(/--.*$/gm, '').replace(/wardroom_(owner|app)/g, `$&${suffix}`),
  )
  bare = await bareDatabase()
  const name = new URL(bare.url).pathname.slice(1)
  const server = withDatabase(bare.url, 'postgres')
  const made = roles.split(';').filter((sql) => /create role/.test(sql))
  expect(made).toHaveLength(2)
  await as(server, ...made, `alter database ${name} owner to wardroom_owner${suffix}`)
  for (const role of ['owner', 'app'])
    await as(server, `alter role wardroom_${role}${suffix} password 'for-a-test'`)
  const owner = named(bare.url, `wardroom_owner${suffix}`)
  appUrl = named(bare.url, `wardroom_app${suffix}`)
  await migrate(owner)
  await as(owner, ...rights.split(';').filter((sql) => sql.trim() !== ''))
  app = new Database(appUrl, { max: 4, onError: () => undefined })
})
afterAll(async () => {
  await app.end()
  const server = withDatabase(bare.url, 'postgres')
  await bare.drop()
  await as(server, `drop role wardroom_app${suffix}`, `drop role wardroom_owner${suffix}`)
})

describe('a server whose role owns nothing', () => {
  test('starts, works, follows the log, and seals the record', async () => {
    await refuseUnfit(appUrl)
    expect(await migrate(appUrl)).toEqual([])
    const feed = new Feed({
      url: appUrl,
      listener: {
        pictured: () => undefined,
        changed: () => undefined,
        reached: () => undefined,
        lost: () => undefined,
      },
      log: { info: () => undefined, warn: () => undefined },
    })
    await feed.start()
    await feed.stop()
    const done = await run(app, 'hospital/lay-out', layout, { door: 'system', who: 'a test' })
    expect(done).toMatchObject({ ok: true })
    const { head } = await seal(app)
    expect(head).toEqual(await headOf(app))
    expect(await verify(appUrl)).toEqual({ head, wrong: undefined })
  })

  test.each([
    ['change an act', `update act set who = 'nobody'`],
    ['delete from the chain', 'delete from audit'],
    ['empty what was looked at', 'truncate look'],
    ['take the trigger away', 'alter table audit disable trigger user'],
    ['drop the table', 'drop table audit'],
    ['step around triggers', 'set session_replication_role = replica'],
    ['say that a migration ran', `insert into migration (version, name, checksum) values (9999, 'x', 'x')`],
  ])('may not %s', async (_, sql) => {
    await expect(app.rows(sql)).rejects.toThrow(/permission denied|must be owner/)
  })
})
