/** A mark: written into the database by nobody's command, on a bed of every unit, to see when each wall shows it. */
import { until } from '../support/until.ts'
import type { Bench } from './bench.ts'
import { bedCode, MARK } from './drivers/load.ts'
import { asking } from './stored.ts'

export interface Mark {
  /** No other mark has this instant [ms since 1970]. */
  at: number
  /** What it made of the beds: each mark makes the other of it. */
  state: 'blocked' | 'ready'
}

/** The bed whose tile a page is watched for. */
export const MARKED = bedCode(1, MARK)

let latest = 0

/** Writes a mark, as soon as the database takes it. */
export async function mark(databaseUrl: string): Promise<Mark> {
  latest = Math.max(Date.now(), latest + 1)
  const written = async (): Promise<Mark['state']> => {
    const { rows } = await asking(databaseUrl, (client) =>
      client.query<{ state: Mark['state'] }>(WRITE, [new Date(latest).toISOString(), `%-${MARK}`]),
    )
    return rows[0]?.state ?? 'ready'
  }
  return { at: latest, state: await until(written, { what: 'a mark to be written', timeoutMs: 30_000 }) }
}

const WRITE = `
update bed set block_reason = case when block_reason is null then 'repair' end,
               blocked_at = case when block_reason is null then $1::timestamptz end, ready_since = $1
 where code like $2
returning case when block_reason is null then 'ready' else 'blocked' end as state`

/** When the last wall showed it, the page among them [ms since 1970]; undefined: not within patience. */
export async function whenAllSaw(
  { drivers, page }: Bench,
  { at, state }: Mark,
  patienceMs: number,
): Promise<number | undefined> {
  const bySockets = (): Promise<number | undefined> => drivers.walls.ask('saw', at)
  const byPage = (): Promise<number | undefined> => page?.sawSince(at, state) ?? Promise.resolve(at)
  try {
    const seen = [bySockets, byPage].map((asked) =>
      until(asked, { what: 'all walls to show the mark', timeoutMs: patienceMs }),
    )
    return Math.max(...(await Promise.all(seen)))
  } catch {
    return undefined
  }
}
