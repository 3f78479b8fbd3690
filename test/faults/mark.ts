/** A mark: written into the database by nobody's command, on a bed of every unit, to see when each wall shows it. */
import { until } from '../support/until.ts'
import type { Bench } from './bench.ts'
import { MARK } from './drivers/load.ts'
import { asking } from './stored.ts'

let latest = 0

/**
 * Writes a mark, as soon as the database takes it.
 * @returns its instant [ms since 1970], which no other mark has.
 */
export async function mark(databaseUrl: string): Promise<number> {
  latest = Math.max(Date.now(), latest + 1)
  const at = new Date(latest).toISOString()
  await until(
    () =>
      asking(databaseUrl, (client) =>
        client.query(
          `update bed set block_reason = case when block_reason is null then 'repair' end,
                          blocked_at = case when block_reason is null then $1::timestamptz end, ready_since = $1
            where code like '%-${MARK}'`,
          [at],
        ),
      ),
    { what: 'a mark to be written', timeoutMs: 30_000 },
  )
  return latest
}

/** When the last wall showed it [ms since 1970]; undefined: not within patience. */
export async function whenAllSaw(
  bench: Bench,
  instant: number,
  patienceMs: number,
): Promise<number | undefined> {
  return until(() => bench.drivers.walls.ask<number | undefined>('saw', instant), {
    what: 'all walls to show the mark',
    timeoutMs: patienceMs,
  }).catch(() => undefined)
}
