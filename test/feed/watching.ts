/** A feed whose every word is written down. */
import type { Instant, Lsn } from '../../schema/terms.ts'
import { Feed } from '../../server/feed/feed.ts'
import type { Change, MirrorView } from '../../server/feed/mirror.ts'
import type { TableName } from '../../server/feed/tables.ts'
import { tableNames } from '../../server/feed/tables.ts'
import { until } from '../support/until.ts'

export interface Watching {
  feed: Feed
  pictures: { epoch: string; lsn: Lsn }[]
  transactions: { changes: Change[]; lsn: Lsn; at: Instant }[]
  warnings: unknown[]
  /** Whether the picture is live. */
  readonly live: boolean
  readonly lsn: Lsn
  readonly mirror: MirrorView
  /** Waits until the log is in up to here; then what became of a table's rows in each transaction since the last time. */
  upTo(position: Lsn): Promise<void>
  stop(): Promise<void>
}

/** Starts a feed, and resolves with its first picture. */
export async function watch(url: string): Promise<Watching> {
  let mirror: MirrorView | undefined
  let lsn: Lsn = ''
  let live = false
  const pictures: Watching['pictures'] = []
  const transactions: Watching['transactions'] = []
  const warnings: unknown[] = []
  const feed = new Feed({
    url,
    log: { info: () => undefined, warn: (fields) => warnings.push(fields) },
    listener: {
      pictured(picture) {
        mirror = picture.mirror
        lsn = picture.lsn
        live = true
        pictures.push({ epoch: picture.epoch, lsn })
      },
      changed(step) {
        transactions.push(step)
        lsn = step.lsn
      },
      reached: (position) => void (lsn = position),
      lost: () => void (live = false),
    },
  })
  await feed.start()
  return {
    feed,
    pictures,
    transactions,
    warnings,
    get live() {
      return live
    },
    get lsn() {
      return lsn
    },
    get mirror() {
      if (!mirror) throw new Error('not pictured yet')
      return mirror
    },
    upTo: async (position) => {
      await until(() => live && lsn >= position, { what: `the log up to ${position}`, timeoutMs: 15_000 })
    },
    stop: () => feed.stop(),
  }
}

/** All rows of a mirror, by table and key: what two servers must agree on. */
export function contents(mirror: MirrorView): Record<TableName, Record<string, unknown>> {
  const all = tableNames.map((name) => {
    const rows: object[] = [...mirror[name].all()]
    const byKey = rows.map((row): [string, unknown] => [JSON.stringify(Object.values(row).slice(0, 2)), row])
    return [name, Object.fromEntries(byKey)] as const
  })
  return Object.fromEntries(all) as Record<TableName, Record<string, unknown>>
}
