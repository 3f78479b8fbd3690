/** What a wall costs the machine it hangs on: 300 beds on one page, 50 changes a second, against a bare keyed list. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, preview } from 'vite'
import { engines } from '../../support/engines.ts'
import { BARE_ROW } from '../bare.ts'
import { quantile, type Measure, type Side } from '../measure.ts'
import { openBrowser, type WatchedPage } from '../page.ts'
import type { Program } from '../program.ts'
import type { Writer } from '../programs/writer.ts'
import { writerAt } from '../stage.ts'
import { BLOCK, SITE } from '../ward.ts'

const BEDS = 300
const RATE = 50
/** Read from an arm's length, so that all beds stand on one page and none is out of sight. */
const WALL = `/wall/beds?site=${SITE}&level=corridor&screen=75&distance=1&rotate=3600`
const FRAME_MS = 1000 / 60

export const wallPage: Measure = {
  name: 'page',
  notShort: true,
  lines:
    engines.chromium === undefined
      ? []
      : [
          {
            what: `wall of ${BEDS} beds in Chromium, ${RATE} changes/s: delta → painted without the wait for the frame, p99`,
            figure: 'work_p99',
            side: 'wall',
            unit: 'ms',
            bar: FRAME_MS,
            better: FRAME_MS / 2,
          },
          {
            what: `the same: CPU of the tab a change`,
            figure: 'tab_ms',
            side: 'wall',
            against: 'bare list',
            unit: 'ms',
            bar: 1.5,
            better: 1.2,
          },
        ],
  async open(stage) {
    if (engines.chromium === undefined) return { sides: {}, close: async () => undefined }
    const ward = await stage.anotherWard(BEDS)
    const bare = await stage.anotherBare(BEDS)
    const list = await servedList()
    const browser = await openBrowser(engines.chromium)
    const blocks = await writerAt(ward.databaseUrl, BLOCK, BEDS)
    const says = await writerAt(bare.databaseUrl, BARE_ROW, BEDS)
    return {
      sides: {
        'bare list': looking(says, () =>
          browser.open(`${list.url}?site=${SITE}&beds=${BEDS}&server=${bare.url}`, 'li[data-bed]', BEDS),
        ),
        wall: looking(blocks, () => browser.open(ward.url + WALL, '.tile[data-bed]', BEDS)),
      },
      close: async () => {
        await Promise.all([browser.close(), blocks.stop(), says.stop()])
        await Promise.all([list.close(), ward.close(), bare.close()])
      },
    }
  },
}

/** A burst while one page looks; the page is gone when the other's turn comes. */
const looking =
  (writer: Program<Writer>, open: () => Promise<WatchedPage>): Side =>
  async ({ seconds, seed }) => {
    const page = await open()
    try {
      // What is paid for once: code that is not compiled yet, and the cursor, which leaves a wall after three seconds.
      await writer.ask('burst', { seconds: 4, rate: RATE, seed })
      const before = await page.cost()
      const sent = await writer.ask('burst', { seconds, rate: RATE, seed })
      const after = await page.cost()
      const frames = after.frames.sort((a, b) => a - b)
      const values = {
        work_p99: quantile(frames, 0.99),
        tab_ms: (after.cpuMs - before.cpuMs) / sent.at.length,
      }
      return { values, seen: frames.length, lost: 0 }
    } finally {
      await page.close()
    }
  }

/** The bare list, built and served as ours is, on a port of its own. */
async function servedList(): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'wardroom-bare-list-'))
  const root = fileURLToPath(new URL('../bare-list', import.meta.url))
  const shared = { root, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } } as const
  await build({ ...shared, plugins: [svelte({ configFile: false })] })
  const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } })
  const [url = ''] = server.resolvedUrls?.local ?? []
  return {
    url,
    close: async () => {
      await server.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}
