/** F13: somebody fills the disk the database lies on, slowly and at once; then there is room again. */
import { setTimeout as pause } from 'node:timers/promises'
import { asProgram } from '../../support/keys.ts'
import { until } from '../../support/until.ts'
import type { SmallDisk } from '../../support/small-disk.ts'
import type { Bench } from '../bench.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault, Wounds } from '../fault.ts'
import { mark, whenAllSaw } from '../mark.ts'
import { asking } from '../stored.ts'

const SECONDS = { short: 1, usual: 3, long: 20 } as const
/** What the server keeps free (server/database/room.ts), and less. */
const BELOW_RESERVE_MB = 30
const NEARLY = 0.08
/** What is done may be heard this much later. */
const STRAGGLERS_MS = 1000
const SAID_WITHIN_MS = 5000
/** The embedded Postgres is tried again every ten seconds, and has a log to read. */
const UP_AGAIN_WITHIN_MS = 30_000

export const diskFull: Fault = {
  id: 'F13',
  what: 'disk of the database full, and room again',
  kind: 'cramped',
  told: {
    readyz: 'disk',
    log: ['away room on the disk', 'back room on the disk'],
    also: ['database', 'feed', 'away the database', 'away the feed'],
  },
  async strike(wounds) {
    const { bench, measure, broken, length } = wounds
    const disk = diskOf(bench)
    try {
      disk.fill({ leaving: disk.sizeMb * NEARLY })
      await measured(wounds, 'said before', async () => (await ready(bench)).disk.includes('nearly full'))
      if ((await written(bench)).status !== 200) broken('a command was refused though there was room')

      const began = Date.now()
      disk.fill({ leaving: BELOW_RESERVE_MB })
      await measured(wounds, 'refuses', async () => (await written(bench)).status === 503)
      await begunBeforeIsOver(bench)
      await nothingIsTaken(wounds, SECONDS[length] * 1000)
      await readingGoesOn(wounds, began)
      // Without one byte Postgres may not even take a connection (it writes a file for it).
      disk.fill({ leaving: 0 })
      await nothingIsTaken(wounds, SECONDS[length] * 1000)
    } finally {
      disk.empty()
    }
    const healed = Date.now()
    await until(async () => (await written(bench)).status === 200, { what: 'room', timeoutMs: 60_000 })
    measure({
      what: 'taken again',
      value: Date.now() - healed,
      limit: SAID_WITHIN_MS,
      unit: 'ms',
      scaled: true,
    })
    await until(async () => (await ready(bench)).disk === '', { what: 'no warning' })
    return healed
  },
}

/** Too fast to be seen coming, and Postgres needs a new file of its log just then: it ends, and must come back alone. */
export const diskFullAtOnce: Fault = {
  id: 'F13',
  what: 'disk of the database full at once, Postgres ends',
  kind: 'cramped',
  told: {
    readyz: 'disk',
    log: ['away room on the disk', 'back room on the disk'],
    also: ['database', 'feed', 'away the database', 'away the feed'],
  },
  convergedMs: UP_AGAIN_WITHIN_MS,
  async strike({ bench, broken, measure, random }) {
    const disk = diskOf(bench)
    try {
      disk.fill({ leaving: 0 })
      await asking(bench.databaseUrl(), async (database) => {
        for (let nth = 0; nth < 40; nth++) await database.query('select pg_switch_wal(), txid_current()')
      }).catch(() => undefined) // it ended
      await until(async () => (await ready(bench)).status === 503, { what: 'red', timeoutMs: 10_000 }).catch(
        () => broken('Postgres did not end, or nobody noticed'),
      )
      const refused = await written(bench)
      if (refused.status !== 503 || refused.retryAfter === null)
        broken(`without a database a command was answered with ${refused.status}`)
      await pause(1000 + 3000 * random())
    } finally {
      disk.empty()
    }
    const healed = Date.now()
    await until(async () => (await ready(bench)).status === 200, { what: 'green', timeoutMs: 90_000 })
    measure({
      what: 'up again',
      value: Date.now() - healed,
      limit: UP_AGAIN_WITHIN_MS,
      unit: 'ms',
      scaled: true,
    })
    return healed
  },
}

/** What was begun while there was room may still be done, however slow the machine is. */
async function begunBeforeIsOver({ databaseUrl }: Bench): Promise<void> {
  const now = Date.now()
  const over = (): Promise<boolean> =>
    asking(databaseUrl(), async (database) => {
      const { rowCount } = await database.query(
        `select from pg_stat_activity where application_name = 'wardroom' and xact_start < $1`,
        [new Date(now).toISOString()],
      )
      return rowCount === 0
    })
  await until(over, { what: 'what was begun to be over', timeoutMs: 30_000 })
}

/** No 200, no AA, no PUBACK; and a refusal that says when to come again. */
async function nothingIsTaken({ bench, broken }: Wounds, forMs: number): Promise<void> {
  const { sensors, adt, consoles } = bench.drivers
  const yes = (): Promise<number[]> =>
    Promise.all([sensors, adt, consoles].map((driver) => driver.ask<number>('lastYes')))
  await pause(STRAGGLERS_MS)
  const before = await yes()
  await pause(forMs)
  const after = await yes()
  if (after.some((at, nth) => at > (before[nth] ?? 0)))
    broken(`something was acknowledged while the disk was full: ${JSON.stringify({ before, after })}`)
  const { status, retryAfter, message } = await written(bench)
  if (status !== 503 || retryAfter === null || !message.includes('full'))
    broken(`a command was answered with ${status}, Retry-After ${String(retryAfter)}: ${message}`)
}

/** Questions are answered, walls follow what is written past us, are live, and say why nothing new comes. */
async function readingGoesOn(wounds: Wounds, since: number): Promise<void> {
  const { bench, broken } = wounds
  const { server, page } = bench
  const asked = await fetch(`${server.url}/api/sites`, { headers: asProgram })
  if (!asked.ok) broken(`a question was answered with ${asked.status} while the disk was full`)
  await boardIsAnswered(wounds)
  const { status, disk } = await ready(bench)
  if (status !== 200 || !/full.*nothing new is taken/.test(disk)) broken(`readyz says ${status}, ${disk}`)
  const marked = await mark(bench.databaseUrl())
  if ((await whenAllSaw(bench, marked, 5000)) === undefined)
    broken('walls do not follow while the disk is full')
  if (!page) return
  await until(() => page.says('[data-full="true"] .banner'), { what: 'the wall to say so' }).catch(() =>
    broken('the wall does not say that nothing new is recorded'),
  )
  if ((await page.staleSince(since)).some(({ is }) => is)) broken('the wall said STALE, and it was live')
}

async function boardIsAnswered({ bench, broken }: Pick<Wounds, 'bench' | 'broken'>): Promise<void> {
  const { status } = await fetch(`${bench.server.url}/api/boards/beds?site=${SITE}`, { headers: asProgram })
  if (status !== 200) broken(`a board was answered with ${status}`)
}

async function measured({ measure }: Wounds, what: string, so: () => Promise<boolean>): Promise<void> {
  const began = Date.now()
  const came = await until(so, { what, timeoutMs: 30_000 }).then(
    () => true,
    () => false,
  )
  measure({
    what,
    value: came ? Date.now() - began : Infinity,
    limit: SAID_WITHIN_MS,
    unit: 'ms',
    scaled: true,
  })
}

/** Somebody writes: a patient of no consequence. */
async function written({
  server,
}: Bench): Promise<{ status: number; retryAfter: string | null; message: string }> {
  const response = await fetch(`${server.url}/api/commands/patients/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asProgram },
    body: JSON.stringify({ site: SITE, family: 'Room' }),
  })
  const { message = '' } = (await response.json()) as { message?: string } // a refusal has one
  return { status: response.status, retryAfter: response.headers.get('retry-after'), message }
}

async function ready({ server }: Bench): Promise<{ status: number; disk: string }> {
  const response = await fetch(`${server.url}/readyz`)
  const { warnings } = (await response.json()) as { warnings?: { disk?: string } } // server/intake/http/site.ts
  return { status: response.status, disk: warnings?.disk ?? '' }
}

function diskOf({ disk }: Bench): SmallDisk {
  if (!disk) throw new Error('this bench has no disk of its own')
  return disk
}
