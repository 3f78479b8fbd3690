/** Whatever breaks between the feed and its database: it says so, and is right again by itself. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded, type EmbeddedPostgres } from '../../server/database/embedded.ts'
import { migrate } from '../../server/database/migrate.ts'
import { freshDatabase } from '../support/database.ts'
import { clear, ownFolder } from '../support/leftovers.ts'
import { withDatabase } from '../support/postgres.ts'
import { Proxy } from '../support/proxy.ts'
import { until } from '../support/until.ts'
import { contents, watch, type Watching } from './watching.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function psql(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
const siteNamed = (code: string): string =>
  `insert into site (site, name, time_zone, currency) values ('${code}', '${code}', 'UTC', 'EUR')`

async function watched(url: string): Promise<Watching> {
  const watching = await watch(url)
  undo.push(() => watching.stop())
  return watching
}
const shows = (watching: Watching, ...sites: string[]): Promise<unknown> =>
  until(() => watching.live && sites.every((site) => watching.mirror.site.get(site)), {
    what: `a live picture with ${sites.join()}`,
    timeoutMs: 15_000,
  })

/** A server of our own, to be killed. */
let folder: string
let own: EmbeddedPostgres
const start = (): Promise<EmbeddedPostgres> =>
  startEmbedded({ folder, log: () => undefined, settings: { shared_buffers: '32MB' } })
beforeAll(async () => {
  folder = ownFolder()
  own = await start()
  await migrate(own.url)
})
afterAll(async () => {
  await own.stop()
  clear(folder)
})

describe('the feed', () => {
  test('comes back when its walsender is killed, with what was written meanwhile', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const watching = await watched(fresh.url)
    for (const nth of [1, 2, 3]) {
      await psql(
        fresh.url,
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wardroom feed' and datname = current_database()`,
        siteNamed(`s${nth}`),
      )
      await shows(watching, `s${nth}`)
    }
    expect(watching.pictures.length).toBe(4)
    expect(new Set(watching.pictures.map(({ epoch }) => epoch)).size, 'the same log all along').toBe(1)
    const positions = watching.pictures.map(({ lsn }) => lsn)
    expect(positions).toEqual([...positions].sort())
  })

  test('notices within 5 s that nothing passes any more, though no one closed the connection', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const wire = await Proxy.to(fresh.url)
    undo.push(() => wire.close())
    const watching = await watched(wire.url)
    await psql(fresh.url, siteNamed('before'))
    await shows(watching, 'before')
    wire.stall()
    const since = performance.now()
    await until(() => !watching.live, { what: 'the loss to be noticed', timeoutMs: 6000 })
    expect(performance.now() - since).toBeLessThan(5000)
    wire.heal()
    await psql(fresh.url, siteNamed('after'))
    await shows(watching, 'before', 'after')
  })

  test('gives up a slot that takes for ever, and gets one when the transaction that held it up has ended; one that starts meanwhile too', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const watching = await watched(fresh.url)
    const long = new pg.Client({ connectionString: fresh.url })
    await long.connect()
    await long.query('begin')
    await long.query(siteNamed('long'))
    const starting = watched(fresh.url) // before the other, so it has given up before it
    starting.catch(() => undefined) // heard below
    await psql(
      fresh.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'wardroom feed' and datname = current_database() order by backend_start limit 1`,
    )
    await until(() => JSON.stringify(watching.warnings.map(messageOf)).includes('long transaction'), {
      what: 'the feed to say what it waits for',
      timeoutMs: 15_000,
    })
    expect(watching.live).toBe(false)
    await long.query('commit')
    await long.end()
    await shows(watching, 'long')
    const started = await starting
    expect(JSON.stringify(started.warnings.map(messageOf))).toContain('long transaction')
    await shows(started, 'long')
  })

  test('does not take what it cannot read as a reason to end the process, nor to go on as if nothing were', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const watching = await watched(fresh.url)
    await psql(
      fresh.url,
      siteNamed('odd'),
      `insert into device (site, kind, code) values ('odd', 'bed', '1')`,
      // larger than a number can say exactly
      `insert into device_channel select device_id, 'occupancy', 'b', ${2n ** 60n}, '{}', now(), now() from device`,
    )
    await until(() => !watching.live, { what: 'the picture to be given up' })
    await psql(fresh.url, `delete from device_channel`, siteNamed('fine'))
    await shows(watching, 'fine')
  })

  test('does not take a publication that was dropped for a quiet night: Postgres 18 says nothing of it', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const [definition = ''] = (
      await readFile(new URL('../../schema/migrations/0001_spine.sql', import.meta.url), 'utf8')
    ).match(/create publication wardroom[^;]+/) ?? ['']
    const watching = await watched(fresh.url)
    await psql(fresh.url, `update clock set at = now()`)
    await until(() => watching.transactions.length > 0, { what: 'the clock to be heard' })
    await psql(fresh.url, 'drop publication wardroom', siteNamed('unheard'))
    await until(() => !watching.live, { what: 'the silence to be noticed', timeoutMs: 15_000 })
    await psql(fresh.url, definition)
    await shows(watching, 'unheard')
  }, 40_000)

  test('shows an instant that has no year of four digits as the nearest that has', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const watching = await watched(fresh.url)
    await psql(fresh.url, `update clock set at = 'infinity'`, siteNamed('fine'))
    await shows(watching, 'fine')
    expect(watching.pictures).toHaveLength(1)
    expect(watching.mirror.now).toBe('9999-12-31T23:59:59.999Z')
  })

  test.each([
    ['fast', 'SIGINT'],
    ['immediate', 'SIGQUIT'],
  ] as const)('comes back after a restart of Postgres, %s', async (mode, signal) => {
    const watching = await watched(own.url)
    await psql(own.url, siteNamed(`before-${mode}`))
    await shows(watching, `before-${mode}`)
    const [pid] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
    process.kill(Number(pid), signal)
    await until(() => !watching.live, { what: 'the loss to be noticed' })
    await own.stop()
    own = await start()
    await psql(own.url, siteNamed(`after-${mode}`))
    await shows(watching, `before-${mode}`, `after-${mode}`)
    const [first, ...later] = watching.pictures
    for (const picture of later) expect(picture.epoch).toBe(first?.epoch)
  })

  test('says another epoch when another cluster answers at the same address', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const wire = await Proxy.to(fresh.url)
    undo.push(() => wire.close())
    const watching = await watched(wire.url)
    await psql(fresh.url, siteNamed('here'))
    await shows(watching, 'here')
    const name = new URL(fresh.url).pathname.slice(1)
    await psql(withDatabase(own.url, 'postgres'), `create database ${name} template wardroom`)
    const there = withDatabase(own.url, name)
    await psql(there, siteNamed('there'))
    wire.redirect(there)
    wire.cut()
    await shows(watching, 'there')
    expect(watching.mirror.site.get('here')).toBeUndefined()
    expect(watching.pictures.at(-1)?.epoch).not.toBe(watching.pictures[0]?.epoch)
    await watching.stop()
    await wire.close()
  })

  test('stops while it is trying, and leaves nothing behind', async () => {
    const fresh = await freshDatabase()
    const wire = await Proxy.to(fresh.url)
    const watching = await watch(wire.url)
    wire.stall()
    wire.cut()
    await until(() => !watching.live, { what: 'the loss' })
    await watching.stop()
    await wire.close()
    await fresh.drop()
  })

  test('shows after all that what a feed shows that starts now', async () => {
    const fresh = await freshDatabase()
    undo.push(fresh.drop)
    const wire = await Proxy.to(fresh.url)
    undo.push(() => wire.close())
    const watching = await watched(wire.url)
    for (let nth = 0; nth < 10; nth++) {
      await psql(fresh.url, siteNamed(`s${nth}`))
      if (nth % 3 === 0) wire.cut()
    }
    await shows(watching, 's9')
    const now = await watched(fresh.url)
    expect(contents(watching.mirror)).toEqual(contents(now.mirror))
  })
})

function messageOf(fields: unknown): string {
  const { err } = fields as { err?: Error } // every warning of the feed has one
  return err?.message ?? ''
}
