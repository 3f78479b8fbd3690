/** A page in a real Chromium, and what it costs to keep it true: CPU time of its tab, and the work from a delta to its paint. */
import { chromium, expect, type Browser, type CDPSession } from '@playwright/test'
import { browserCookie } from '../support/keys.ts'

/** What CPU time the tab has had so far [ms], and what each frame with news in it took since it was last asked [ms]. */
export interface TabCost {
  cpuMs: number
  frames: number[]
}

export interface WatchedPage {
  cost(): Promise<TabCost>
  close(): Promise<void>
}

/**
 * Runs in the page before anything else does. From a message of the socket (or several, before one frame) to the paint of what
 * it changed, without the wait for the frame between: the handling of the messages, and from the frame's first callback to the
 * first task after its paint (a message posted in the frame is read after it).
 */
const noteFrames = `{
  const frames = []
  let handled
  const painted = new MessageChannel()
  let begun = 0
  painted.port1.onmessage = () => { frames.push(handled + performance.now() - begun); handled = undefined }
  const Real = WebSocket
  globalThis.WebSocket = class extends Real {
    set onmessage(listener) {
      super.onmessage = (event) => {
        const at = performance.now()
        listener(event)
        if (!String(event.data).startsWith('42')) return
        // After the microtasks in which the page applies it: they were queued before this one.
        queueMicrotask(() => {
          const took = performance.now() - at
          if (handled !== undefined) { handled += took; return }
          handled = took
          requestAnimationFrame(() => { begun = performance.now(); painted.port2.postMessage(0) })
        })
      }
    }
  }
  globalThis.framesPainted = () => frames.splice(0)
}`

/** Opens pages one at a time, so that what the browser spends on tabs is spent on this one. */
export async function openBrowser(executablePath: string): Promise<{
  open(url: string, selector: string, count: number): Promise<WatchedPage>
  close(): Promise<void>
}> {
  const browser = await chromium.launch({ executablePath })
  const session = await browser.newBrowserCDPSession()
  return {
    open: (url, selector, count) => opened(browser, session, url, selector, count),
    close: () => browser.close(),
  }
}

async function opened(
  browser: Browser,
  session: CDPSession,
  url: string,
  selector: string,
  count: number,
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.context().addCookies([browserCookie(url)])
  await page.addInitScript(noteFrames)
  await page.goto(url)
  await expect(page.locator(selector)).toHaveCount(count, { timeout: 30_000 })
  return {
    cost: async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      const tabs = processInfo.filter(({ type }) => type === 'renderer')
      return {
        cpuMs: tabs.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1000,
        frames: await page.evaluate<number[]>('framesPainted()'),
      }
    },
    close: () => page.close(),
  }
}
