/** F14: the feed is not read for long, the log outgrows what a slot may hold, and the slot is lost: a new one, and all anew. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { asking } from '../stored.ts'

/** More than the bench's Postgres keeps for a slot (bench.ts). */
const LOG_MB = 160

export const slotLost: Fault = {
  id: 'F14',
  what: 'feed not read until its slot is lost',
  kind: 'outside',
  convergedMs: 15_000,
  told: { readyz: 'feed', log: ['away the feed', 'back the feed'], also: ['database', 'away the database'] },
  async strike({ bench: { server, databaseUrl }, broken }) {
    process.kill(server.pid, 'SIGSTOP')
    try {
      await asking(databaseUrl(), async (database) => {
        await database.query('create table if not exists filler (x text)')
        for (let written = 0; written < LOG_MB; written += 8)
          await database.query(
            `insert into filler select repeat(md5(n::text), 30) from generate_series(1, 8000) as n`,
          )
        await database.query('truncate filler')
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
