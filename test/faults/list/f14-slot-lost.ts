/**
 * F14: the feed is not read for long, the log outgrows what a slot may hold, and the slot is lost: a new one, and all anew.
 * Before that, another's slot that is not read is said, so that somebody can see to it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { until } from '../../support/until.ts'
import type { Fault, Wounds } from '../fault.ts'
import { asking } from '../stored.ts'

/** More than the bench's Postgres keeps for a slot (bench.ts). */
const LOG_MB = 160
/** More than half of that limit, and less than it. */
const HALF_MB = 40
/** The server looks every ten seconds. */
const SAID_WITHIN_MS = 12_000

export const slotLost: Fault = {
  id: 'F14',
  what: 'feed not read until its slot is lost',
  kind: 'outside',
  // On a slow machine the server stands for longer than a broker waits for a sign of life: then its sessions are broken off.
  brokerMayLose: true,
  told: {
    readyz: 'feed',
    log: ['away the feed', 'back the feed'],
    also: ['database', 'away the database', 'broker', 'away the broker'],
  },
  async strike(wounds) {
    const { bench, broken } = wounds
    const { server, databaseUrl } = bench
    await forgottenSlotIsSaid(wounds)
    process.kill(server.pid, 'SIGSTOP')
    try {
      await asking(databaseUrl(), async (database) => {
        await write(database, LOG_MB)
        await database.query('checkpoint') // where Postgres looks at its slots
      })
      await pause(500)
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    const { rows } = await asking(databaseUrl(), (database) =>
      database.query<{ kept: string }>(
        `select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0) / 1024 / 1024 as kept from pg_replication_slots`,
      ),
    )
    if (Number(rows[0]?.kept ?? 0) > 2 * LOG_MB)
      broken(`${rows[0]?.kept ?? ''} MB of log are kept for a reader`)
    return Date.now()
  },
}

async function write(database: pg.Client, mb: number): Promise<void> {
  await database.query('create table if not exists filler (x text)')
  for (let written = 0; written < mb; written += 8)
    await database.query(
      `insert into filler select repeat(md5(n::text), 30) from generate_series(1, 8000) as n`,
    )
  await database.query('truncate filler')
}

/** Of somebody who made a slot and never came back. */
async function forgottenSlotIsSaid({ bench, measure }: Wounds): Promise<void> {
  const { server, databaseUrl } = bench
  await asking(databaseUrl(), async (database) => {
    await database.query("select pg_create_physical_replication_slot('forgotten', true)")
    try {
      await write(database, HALF_MB)
      const began = Date.now()
      const said = async (): Promise<boolean> => {
        const answer = (await (await fetch(`${server.url}/readyz`)).json()) as { warnings?: { log?: string } } // intake/http/site.ts
        return answer.warnings?.log?.includes('forgotten') === true
      }
      const came = await until(said, { what: 'a forgotten slot to be said', timeoutMs: 60_000 }).then(
        () => true,
        () => false,
      )
      measure({
        what: 'forgotten slot said',
        value: came ? Date.now() - began : Infinity,
        limit: SAID_WITHIN_MS,
        unit: 'ms',
        scaled: true,
      })
    } finally {
      await database.query("select pg_drop_replication_slot('forgotten')")
    }
  })
}
