/** The record, and what is noticed when somebody lays hands on it: on a real Postgres, as its owner, past its triggers. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Audit } from '../../server/audit/audit.ts'
import { notedHeads, noteHead } from '../../server/audit/heads.ts'
import { headsIn } from '../../server/backup/heads.ts'
import { makeBackup } from '../../server/backup/make.ts'
import { looked } from '../../server/audit/look.ts'
import { headOf, seal } from '../../server/audit/seal.ts'
import { verify } from '../../server/audit/verify.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { anybody } from '../support/keys.ts'
import { withDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

let ward: Ward
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardroom-audit-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  ward = await openWard()
})
afterEach(() => ward.drop())

/** Past the triggers, as who owns the database can. */
async function byForce(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: ward.url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Somebody is admitted, somebody looks, and all of it is sealed. */
async function history(): Promise<{ patient_id: number }> {
  const { patient_id } = await ward.do('patients/register', { site: 'gh', family: 'Okafor' })
  await ward.do('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } })
  await looked(ward.database, anybody, { what: 'query/encounter', patients: [patient_id] })
  await ward.do('beds/block', { site: 'gh', bed: '4W-2', reason: 'repair' })
  while ((await seal(ward.database)).more);
  return { patient_id }
}

describe('the record', () => {
  test('holds each act, look and sign-in once, in a chain that is whole', async () => {
    const { patient_id } = await history()
    expect((await seal(ward.database)).sealed).toBe(0)
    const acts = await ward.database.row<{ n: number }>('select count(*) as n from act')
    const head = await headOf(ward.database)
    expect(head.audit_id).toBe((acts?.n ?? 0) + 1)
    expect(await verify(ward.url)).toEqual({ head, wrong: undefined })
    const about = await ward.database.rows<{ what: string }>(
      'select what from audit where patient_ids @> array[$1::bigint] order by audit_id',
      [patient_id],
    )
    expect(about.map(({ what }) => what)).toEqual([
      'patients/register',
      'admissions/admit',
      'query/encounter',
    ])
  })

  test('says of a change of rights what somebody was before it, and after', async () => {
    const somebody = { login: 'nia', name: 'Nia', role: 'nurse', site: 'gh', unit: '4W' } as const
    // So that the house keeps an administrator.
    await ward.database.rows(
      `with p as (insert into person (login, name) values ('ada', 'Ada') returning person_id)
       insert into person_grant (person_id, role, granted_by) select person_id, 'administrator', 'a test' from p`,
    )
    const { person_id } = await ward.do('people/invite', somebody)
    const role = { role: 'registrar', site: 'gh', unit: null } as const
    const { person_grant_id } = await ward.do('people/grant', { person_id, ...role })
    await ward.do('people/revoke-grant', { person_grant_id })
    await ward.do('people/disable', { person_id, why: 'left' })
    while ((await seal(ward.database)).more);
    const rows = await ward.database.rows<{ what: string; before: object; after: object }>(
      `select what, details -> 'before' as before, details -> 'after' as after from audit
        where what like 'people/%' order by audit_id`,
    )
    const one = ['nurse/gh/4W']
    const two = ['nurse/gh/4W', 'registrar/gh']
    expect(rows).toMatchObject([
      { what: 'people/invite', before: { roles: [] }, after: { roles: one, let_in: true } },
      { what: 'people/grant', before: { roles: one }, after: { roles: two } },
      { what: 'people/revoke-grant', before: { roles: two }, after: { roles: one } },
      { what: 'people/disable', before: { roles: one, let_in: true }, after: { roles: one, let_in: false } },
    ])
  })

  test('takes in what was begun before others were sealed, and committed after', async () => {
    const held = new pg.Client({ connectionString: ward.url })
    await held.connect()
    try {
      await held.query('begin')
      await held.query(
        `insert into act (door, who, command, input, result) values ('system', 'slow', 'a/slow', '{}', '{}')`,
      )
      await history()
      await held.query('commit')
    } finally {
      await held.end()
    }
    expect((await seal(ward.database)).sealed).toBe(1)
    expect((await verify(ward.url)).wrong).toBeUndefined()
  })

  test('is one chain, when two servers seal at once', async () => {
    await history()
    await ward.do('beds/unblock', { site: 'gh', bed: '4W-2' })
    const rounds = await Promise.all([seal(ward.database), seal(ward.database)])
    expect(rounds.map(({ sealed }) => sealed).sort()).toEqual([0, 1])
    expect((await verify(ward.url)).wrong).toBeUndefined()
  })

  test.each(['act', 'look', 'sign_in', 'audit'])(
    'what stands in %s cannot be changed, nor removed',
    async (table) => {
      await history()
      for (const sql of [
        `update ${table} set who = 'nobody'`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ])
        await expect(
          ward.database.rows(sql.replace('who =', table === 'sign_in' ? 'how =' : 'who =')),
        ).rejects.toThrow('is on record')
    },
  )
})

describe('it is noticed, and named, when', () => {
  const wrong = async (): Promise<string | undefined> =>
    (await verify(ward.url, await notedHeads(heads()))).wrong
  const heads = (): string => join(folder, `${new URL(ward.url).pathname.slice(1)}.jsonl`)

  test('a row of the chain is changed', async () => {
    await history()
    await byForce(`update audit set who = 'somebody else' where audit_id = 2`)
    expect(await wrong()).toBe('row 2 is not what was sealed')
  })

  test('a row of the chain is deleted', async () => {
    await history()
    await byForce('delete from audit where audit_id = 3')
    expect(await wrong()).toBe('row 3 is missing')
  })

  test('an act is changed, of which the chain tells', async () => {
    await history()
    await byForce(`update act set input = '{}' where command = 'patients/register'`)
    expect(await wrong()).toMatch(
      /^act \d+, of which row \d+ tells \(patients\/register, .*\), is not what it was$/,
    )
  })

  test('a look is deleted', async () => {
    await history()
    await byForce('delete from look')
    expect(await wrong()).toMatch(
      /^look \d+, of which row \d+ tells \(query\/encounter, a test, .*\), is gone$/,
    )
  })

  test('the tail is cut, with what it told of', async () => {
    await history()
    await noteHead(heads(), await headOf(ward.database), new Date('2026-11-25T02:00:00Z'))
    expect(await wrong()).toBeUndefined()
    const { audit_id } = await headOf(ward.database)
    await byForce(
      `delete from act where command = 'beds/block'`,
      `delete from audit where audit_id = ${audit_id}`,
    )
    expect((await verify(ward.url)).wrong).toBeUndefined() // by itself it cannot know
    expect(await wrong()).toContain(
      `ends at row ${audit_id - 1}, and reached ${audit_id} at 2026-11-25T02:00:00.000Z`,
    )
  })

  test('the tail is cut, and a backup was made before', async () => {
    await history()
    const kept = join(folder, 'backups')
    await makeBackup(ward.url, { folder: kept, most: 3, passphrase: undefined })
    const { audit_id } = await headOf(ward.database)
    const then = await headsIn(kept, undefined)
    expect(then).toMatchObject([{ audit_id }])
    expect((await verify(ward.url, then)).wrong).toBeUndefined()
    await byForce(`delete from audit where audit_id = ${audit_id}`)
    expect((await verify(ward.url, then)).wrong).toContain(
      `ends at row ${audit_id - 1}, and reached ${audit_id}`,
    )
  })

  test('an old copy is put in its place and goes on from there', async () => {
    await ward.do('beds/block', { site: 'gh', bed: '4W-3', reason: 'repair' })
    while ((await seal(ward.database)).more);
    const [server, old] = [withDatabase(ward.url, 'postgres'), `${new URL(ward.url).pathname.slice(1)}_old`]
    const admin = new pg.Client({ connectionString: server })
    await admin.connect()
    const copy = await openedCopy(admin, old)
    try {
      await history()
      await noteHead(heads(), await headOf(ward.database), new Date('2026-11-25T02:00:00Z'))
      const noted = await notedHeads(heads())
      expect((await verify(copy, noted)).wrong).toContain('this is an old copy')
      await continued(copy)
      expect((await verify(copy, noted)).wrong).toContain('is another than was noted outside')
    } finally {
      await admin.query(`drop database ${old} with (force)`)
      await admin.end()
    }
  })

  test('all of it is written anew', async () => {
    await history()
    await noteHead(heads(), await headOf(ward.database), new Date('2026-11-25T02:00:00Z'))
    await byForce(`update act set who = 'somebody else' where command = 'beds/block'`, 'delete from audit')
    while ((await seal(ward.database)).more);
    expect((await verify(ward.url)).wrong).toBeUndefined()
    expect(await wrong()).toContain('is another than was noted outside at 2026-11-25T02:00:00.000Z')
  })

  async function openedCopy(admin: pg.Client, name: string): Promise<string> {
    const from = new URL(ward.url).pathname.slice(1)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from])
    await until(
      async () =>
        admin.query(`create database ${name} template ${from}`).then(
          () => true,
          () => false,
        ),
      { what: 'a copy of the database' },
    )
    return withDatabase(ward.url, name)
  }

  /** As many acts of another kind as the true one had since. */
  async function continued(url: string): Promise<void> {
    const { Database } = await import('../../server/database/pool.ts')
    const database = new Database(url, { max: 1, onError: () => undefined })
    await database.rows(
      `insert into act (door, who, command, input, result) select 'system', 'x', 'a/b', '{}', '{}' from generate_series(1, 9)`,
    )
    while ((await seal(database)).more);
    await database.end()
  }
})

describe('the keeper of the record', () => {
  test('seals by itself, notes outside where it ends, and says aloud when a walk finds it changed', async () => {
    const said: string[] = []
    const say = (_: object, text: string): void => void said.push(text)
    const heads = join(folder, 'kept.jsonl')
    const audit = new Audit({
      database: ward.database,
      rota: { onDuty: true },
      heads,
      server: 'here',
      version: 'test',
      log: { info: say, warn: say, error: say },
    })
    await audit.start()
    await ward.do('beds/block', { site: 'gh', bed: '4W-2', reason: 'repair' })
    await until(
      async () =>
        (await ward.database.row(`select 1 from audit where what = 'beds/block'`)) !== undefined &&
        (await notedHeads(heads)).length > 0,
      { what: 'the act to be sealed' },
    )
    await audit.check()
    expect(audit.warning).toBeUndefined()
    await byForce(`update audit set who = 'x' where audit_id = 1`)
    await audit.check()
    expect(audit.warning).toBe('row 1 is not what was sealed')
    expect(said.join()).toContain('THE RECORD IS NOT WHOLE: row 1 is not what was sealed')
    await audit.stop()
    const { audit_id } = await headOf(ward.database)
    expect((await notedHeads(heads)).at(-1)?.audit_id).toBe(audit_id)
    const own = await ward.database.rows<{ what: string }>(
      `select what from audit where what ~ '^(server|audit)/' order by audit_id`,
    )
    expect(own.map(({ what }) => what).filter((what) => what !== 'audit/check')).toEqual([
      'server/start',
      'server/stop',
    ])
  })
})
