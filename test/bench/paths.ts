/** The ways from the world to the screen that are measured, and the floors they are measured against. */
import type { Bench } from './bench.ts'
import { forked, type Forked } from './generator.ts'
import type { Kind, Watcher } from './watchers.ts'

export interface Path {
  name: string
  /** What its watchers look for. */
  kind: Kind
  open(bench: Bench): Promise<{ source: Forked; watchers: readonly Watcher[]; close(): Promise<void> }>
}

const NOTHING = async (): Promise<void> => undefined

/** As another system would take a bed out of use, and put it back; long ago, so that no tile counts its seconds. */
const BLOCK = `update bed set block_reason = case when $2::boolean then 'repair' end,
                              blocked_at = case when $2::boolean then now() - interval '3 hours' end where code = $1`
const BARE_ROW = 'update bare set is_on = $2 where thing = $1'

/** What nobody who uses Socket.IO, a browser and (the second) pgoutput can be faster than. */
export const floors: readonly string[] = ['bare Socket.IO echo', 'bare pgoutput']

export const paths: readonly Path[] = [
  {
    name: 'bare Socket.IO echo',
    kind: 'said',
    open: async ({ echo, echoer }) => ({ source: echoer, watchers: echo, close: NOTHING }),
  },
  {
    name: 'bare pgoutput',
    kind: 'said',
    open: async ({ bareDatabase, beds, watchBare }) => {
      const reader = await forked('bare.ts', [bareDatabase])
      const watchers = await watchBare(String(reader.said))
      const source = await forked('writer.ts', [bareDatabase, String(beds), BARE_ROW])
      const close = async (): Promise<void> => {
        await Promise.all([...watchers.map((watcher) => watcher.close()), source.stop()])
        await reader.stop()
      }
      return { source, watchers, close }
    },
  },
  {
    name: 'MQTT publish',
    kind: 'alarm',
    open: async ({ sensors, screens }) => ({ source: sensors, watchers: screens, close: NOTHING }),
  },
  {
    name: 'SQL commit',
    kind: 'blocked',
    open: async ({ databaseUrl, beds, screens }) => {
      const source = await forked('writer.ts', [databaseUrl, String(beds), BLOCK])
      return { source, watchers: screens, close: () => source.stop() }
    },
  },
]
