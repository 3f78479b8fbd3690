/** A backup made while the ward works: what it holds, where it can be put, and what is refused. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeBackup, type Made } from '../../server/backup/make.ts'
import { readWhole } from '../../server/backup/read.ts'
import { onConnection, restore } from '../../server/backup/restore.ts'
import { difference, verify, type Lend } from '../../server/backup/verify.ts'
import { run } from '../../server/commands/run.ts'
import { Database } from '../../server/database/pool.ts'
import { padded } from '../../server/feed/lsn.ts'
import { tableNames, tables } from '../../server/feed/tables.ts'
import { nurse, openWard, type Ward } from '../commands/ward.ts'
import { watch, type Watching } from '../feed/watching.ts'
import { openStation, Screen, type Room } from '../live/station.ts'
import { OtherPostgres, PASSWORD } from '../support/other-postgres.ts'
import { bareDatabase } from '../support/database.ts'
import { engines } from '../support/engines.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'wardroom-backups-'))
const plain = { folder, most: 14, passphrase: undefined }
const PASSPHRASE = 'four words and a bed'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let ward: Ward
let made: Made
/** Each table as it was at the backup's position, told by the log alone. */
let then: Record<string, unknown[]>

beforeAll(async () => {
  ward = await openWard()
  const seen = await watch(ward.database.url)
  const begun = Object.fromEntries(tableNames.map((name) => [name, rowsByKey(seen, name)]))
  let working = true
  let turns = 0
  const work = Promise.all(
    ['4W-1', '4W-2', 'ICU-1'].map(async (bed) => {
      while (working) {
        const encounter_id = await ward.admit("O'Neill \\ Ümit\t", bed)
        await ward.do('admissions/discharge', { encounter_id, disposition: 'home' })
        await ward.try('cleaning/start', { site: 'gh', bed })
        await ward.try('cleaning/finish', { site: 'gh', bed })
        turns++
      }
    }),
  )
  await until(() => turns > 5, { what: 'the ward to be at work' })
  made = await makeBackup(ward.database.url, plain)
  const before = turns
  await until(() => turns > before + 3, { what: 'the ward to go on' })
  working = false
  await work
  const { lsn } = await ward.database.transaction(async () => undefined)
  await seen.upTo(padded(lsn))
  then = asOf(seen, begun, made.head.lsn)
  await seen.stop()
}, 60_000)
afterAll(async () => {
  await ward.drop()
  rmSync(folder, { recursive: true })
})

type Rows = Map<string, unknown>

function rowsByKey({ mirror }: Watching, name: (typeof tableNames)[number]): Rows {
  const rows = [...mirror[name].all()] as unknown as Record<string, unknown>[] // any table's rows, by their columns
  return new Map(rows.map((row) => [tables[name].key.map((column) => String(row[column])).join('/'), row]))
}

function asOf(seen: Watching, begun: Record<string, Rows>, position: string): Record<string, unknown[]> {
  for (const { changes, lsn } of seen.transactions) {
    if (lsn > position) break
    for (const { table, key, row } of changes) {
      if (row === undefined) begun[table]?.delete(key)
      else begun[table]?.set(key, row)
    }
  }
  return Object.fromEntries(Object.entries(begun).map(([name, rows]) => [name, sorted([...rows.values()])]))
}

const sorted = (rows: unknown[]): unknown[] =>
  rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)

/** A database of the run's own server in place of a Postgres made for it, which takes seconds. */
const lent: Lend = async (work) => {
  const { url, drop } = await bareDatabase()
  try {
    return await work(url)
  } finally {
    await drop()
  }
}

describe('a backup', () => {
  let elsewhere: Awaited<ReturnType<typeof bareDatabase>>
  beforeAll(async () => {
    elsewhere = await bareDatabase()
    await restore({ url: elsewhere.url, file: made.file, passphrase: undefined, replace: false })
  })
  afterAll(() => elsewhere.drop())

  test('restored elsewhere is what the log says was so at its position, though the ward went on', async () => {
    const seen = await watch(elsewhere.url)
    const now = Object.fromEntries(tableNames.map((name) => [name, sorted([...seen.mirror[name].all()])]))
    await seen.stop()
    expect(now).toEqual(then)
    expect(now['stay']?.length).toBeGreaterThan(3)
  })

  test('a wall that was there before shows the restored picture by itself', async () => {
    const wall: Room = { board: 'beds', place: { site: 'gh' }, level: 'full' }
    const screen = new Screen(wall)
    const source = await openStation(ward.database.url)
    screen.lookAt(source)
    const late = await ward.admit('Tooearly', '4W-3')
    const names = (): string => JSON.stringify([...screen.held.rows.values()])
    await until(() => names().includes('Tooearly'), { what: 'the wall to show who came after the backup' })
    await source.stop()
    await ward.do('admissions/discharge', { encounter_id: late, disposition: 'home' })
    const station = await openStation(elsewhere.url)
    screen.lookAt(station)
    const fresh = new Screen(wall)
    fresh.lookAt(station)
    await until(() => fresh.joined && screen.joined, { what: 'both screens to be at the restored hospital' })
    expect(screen.held.rows).toEqual(fresh.held.rows)
    expect(names()).not.toContain('Tooearly')
    screen.away()
    fresh.away()
    await station.stop()
  })

  test('comes back row for row; a row that is not as it was is found', () =>
    onConnection(elsewhere.url, async (client) => {
      await client.query('begin')
      await client.query('update site set last_mrn = last_mrn - 100000')
      await client.query('delete from token where token_id > 100000') // of the stations that looked at it since
      // All tables are the same; counters were set ahead.
      expect(await difference(client, made.tail)).toMatch(/^the counter/)
      await client.query(`update bed set position = position + 1 where code = '4W-1'`)
      expect(await difference(client, made.tail)).toMatch(/^the table bed/)
    }))

  test('restored, it gives out no number that may be on a wristband or in another system', async () => {
    const database = new Database(elsewhere.url, { onError: () => undefined })
    const given = await run(database, 'patients/register', { site: 'gh', family: 'Later' }, nurse)
    const old = await ward.database.row<{ id: number; mrn: number }>(
      'select max(patient_id) as id, (select max(last_mrn) from site) as mrn from patient',
    )
    await database.end()
    if (!given.ok || !old) throw new Error('nobody was registered')
    expect(given.result.patient_id).toBeGreaterThan(old.id)
    expect(Number(given.result.mrn)).toBeGreaterThan(old.mrn)
  })

  test('is not put over what is there; asked to replace it, what was there is kept aside', async () => {
    const again = { url: elsewhere.url, file: made.file, passphrase: undefined }
    await expect(restore({ ...again, replace: false })).rejects.toThrow(/not empty.*--replace/)
    const { aside } = await restore({ ...again, replace: true })
    const count = async (client: pg.Client, from: string): Promise<number | undefined> =>
      (await client.query<{ n: number }>(`select count(*) as n from ${from}`)).rows[0]?.n
    await onConnection(elsewhere.url, async (client) => {
      const patients = made.tail.tables['patient']?.rows ?? 0
      expect(await count(client, 'patient')).toBe(patients)
      expect(await count(client, `${String(aside)}.patient`)).toBe(patients + 1) // who was registered above
      // What is read from the log is the restored hospital, and nothing else.
      expect(await count(client, `pg_publication_tables where schemaname = 'public'`)).toBeGreaterThan(10)
      expect(await count(client, `pg_publication_tables where schemaname <> 'public'`)).toBe(0)
    })
  })

  test('encrypted, it holds nothing that can be read, and comes back with its passphrase only', async () => {
    const sealed = await makeBackup(ward.database.url, { ...plain, passphrase: PASSPHRASE })
    expect(sealed.file).toMatch(/\.sql\.gz\.sealed$/)
    expect(readFileSync(sealed.file).includes(Buffer.from([0x1f, 0x8b, 0x08]))).toBe(false)
    const proved = await verify(sealed.file, PASSPHRASE, lent)
    expect(proved).toEqual({ head: sealed.head, tail: sealed.tail, migrated: [] })
    await expect(readWhole(sealed.file, undefined)).rejects.toThrow(/WARDROOM_BACKUP_KEY_FILE/)
    await expect(readWhole(sealed.file, 'three words and a cot')).rejects.toThrow(/passphrase is not the one/)
  })
})

describe('what is refused, with nothing changed', () => {
  let nowhere: Awaited<ReturnType<typeof bareDatabase>>
  beforeAll(async () => {
    nowhere = await bareDatabase()
  })
  afterAll(() => nowhere.drop())

  const script = (): string => gunzipSync(readFileSync(made.file)).toString()
  const end = '\n-- wardroom end'
  test.each<[string, () => Buffer, RegExp]>([
    ['is cut off', () => readFileSync(made.file).subarray(0, made.bytes / 2), /damaged or cut off/],
    ['is cut at a line', () => gzipSync(script().slice(0, script().lastIndexOf(end) + 1)), /end is missing/],
    ['has a row changed', () => gzipSync(script().replace('Ümit', 'Umit')), /damaged: of the table patient/],
    ['lacks a row', () => gzipSync(script().replace(/\n.*Ümit.*\n/, '\n')), /table encounter do not fit/],
    ['is none', () => gzipSync('select 1;\n'), /no backup of Wardroom/],
    [
      'is of a newer Wardroom',
      () => gzipSync(script().replace(/"version":\d+/, '"version":9999')),
      /newer than this Wardroom/,
    ],
  ])('a backup that %s', async (_, broken, sentence) => {
    const file = join(folder, 'broken')
    writeFileSync(file, broken())
    const attempt = restore({ url: nowhere.url, file, passphrase: undefined, replace: false })
    await expect(attempt).rejects.toThrow(sentence)
    await onConnection(nowhere.url, async (client) => {
      const { rows } = await client.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      )
      expect(rows).toEqual([])
    })
  })

  test('a database that a Wardroom uses', async () => {
    await ward.database.rows('select 1')
    const attempt = restore({ url: ward.database.url, file: made.file, passphrase: undefined, replace: true })
    await expect(attempt).rejects.toThrow(/A Wardroom uses this database/)
  })

  test('a connection that breaks half-way: nothing half-written stays, what was kept stays', async () => {
    const before = readdirSync(folder)
    const cutter = new pg.Client({ connectionString: ward.database.url })
    await cutter.connect()
    const broken = expect(makeBackup(ward.database.url, plain)).rejects.toThrow()
    const cut = async (): Promise<number | null> => {
      const { rowCount } = await cutter.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'wardroom backup' and query like 'copy%' and datname = current_database()`,
      )
      return rowCount
    }
    await until(cut, { what: 'the backup to be cut' })
    await cutter.end()
    await broken
    expect(readdirSync(folder)).toEqual(before)
  })
})

describe.skipIf(engines.postgresBin === undefined)(
  'another Postgres (needs one that is not the embedded)',
  () => {
    let other: OtherPostgres
    beforeAll(async () => {
      other = await OtherPostgres.start(engines.postgresBin ?? '')
    }, 60_000)
    afterAll(() => other.stop())

    test('takes it, whatever its version', async () => {
      const url = other.url(PASSWORD)
      await restore({ url, file: made.file, passphrase: undefined, replace: false })
      const wrong = await onConnection(url, async (client) => {
        await client.query('update site set last_mrn = last_mrn - 100000')
        await client.query('delete from token where token_id > 100000') // of the stations that looked at it since
        return difference(client, { ...made.tail, counters: [] })
      })
      expect(wrong).toMatch(/^the counter/) // all tables are the same
    })

    test('takes it from psql alone, without Wardroom', async () => {
      const url = other.url(PASSWORD, 'rescue')
      await onConnection(other.url(PASSWORD), (client) => client.query('create database rescue'))
      const psql = spawnSync(
        join(engines.postgresBin ?? '', 'psql'),
        ['--single-transaction', '--set', 'ON_ERROR_STOP=1', '--quiet', '--no-psqlrc', url],
        { input: gunzipSync(readFileSync(made.file)), encoding: 'utf8' },
      )
      expect(psql.status, psql.stderr).toBe(0)
      expect(await onConnection(url, (client) => difference(client, made.tail))).toBeUndefined()
    })
  },
)
