/** A wall in a real Chromium: what its document says of each bed, and when it said that it is not live. */
import { chromium, type Browser, type Page } from '@playwright/test'
import { until } from '../../support/until.ts'
import { MARKED } from '../mark.ts'
import { browserCookie } from '../../support/keys.ts'

/** Read from an arm's length and never turned, so that all beds stand on one page. */
const query = (site: string): string => `site=${site}&level=corridor&screen=75&distance=1&rotate=3600`

/** What stands in a bed's tile. */
export type Tiles = Record<string, { state: string; words: string }>

interface Looked {
  stale: { at: number; is: boolean }[]
  /** What the marked bed became. */
  marks: { at: number; state: string }[]
}

export class PageWall {
  readonly #browser: Browser
  readonly #url: string
  readonly #page: Page
  readonly beds: number

  private constructor(browser: Browser, url: string, page: Page, beds: number) {
    this.#browser = browser
    this.#url = url
    this.#page = page
    this.beds = beds
  }

  static async open(executablePath: string, server: string, site: string): Promise<PageWall> {
    const browser = await chromium.launch({ executablePath })
    const url = `${server}/wall/beds?${query(site)}`
    const page = await opened(browser, url)
    return new PageWall(browser, url, page, Object.keys(await tilesOn(page)).length)
  }

  /** What it shows, and what the same wall shows that is opened now, by somebody who has never seen it; at one moment. */
  async both(): Promise<[Tiles, Tiles]> {
    const page = await opened(this.#browser, this.#url)
    try {
      return await Promise.all([tilesOn(this.#page), tilesOn(page)])
    } finally {
      await page.close()
    }
  }

  /** When it began and ceased to say that it is not live [ms since 1970], since `from`. */
  async staleSince(from: number): Promise<Looked['stale']> {
    const { stale } = await this.#page.evaluate<Looked>('looked')
    return stale.filter(({ at }) => at >= from)
  }

  /** When the marked bed became this, at `from` or later [ms since 1970]; undefined: not yet. */
  async sawSince(from: number, state: string): Promise<number | undefined> {
    const { marks } = await this.#page.evaluate<Looked>('looked')
    return marks.find((one) => one.at >= from && one.state === state)?.at
  }

  /** Whether something stands on it. */
  async says(selector: string): Promise<boolean> {
    return this.#page.locator(selector).first().isVisible()
  }

  async close(): Promise<void> {
    await this.#browser.close()
  }
}

async function opened(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' })
  await page.context().addCookies([browserCookie(url)])
  await page.addInitScript(WATCH)
  await page.goto(url)
  await until(async () => (await page.locator('.tile[data-bed]').count()) > 0, {
    what: 'the wall to show its beds',
    timeoutMs: 60_000,
  })
  return page
}

const tilesOn = (page: Page): Promise<Tiles> => page.evaluate<Tiles>(READ_TILES)

// Text, since a page is another world. How long ago something was is left out: each page counts in its own rhythm.
const READ_TILES = `Object.fromEntries([...document.querySelectorAll('.tile[data-bed]')].map(({ dataset, innerText }) =>
  [dataset.bed, { state: dataset.state, words: innerText.replace(/\\d+ (s|min|h|d)\\b|\\d+:\\d\\d/g, '').replace(/\\s+/g, ' ').trim() }]))`

const WATCH = `{
  const [stale, marks] = [[], []]
  globalThis.looked = { stale, marks }
  const look = () => {
    const is = document.querySelector('[data-stale="true"]') !== null
    if (is !== (stale.at(-1)?.is ?? false)) stale.push({ at: Date.now(), is })
    const state = document.querySelector('.tile[data-bed="${MARKED}"]')?.dataset.state
    if (state !== undefined && state !== marks.at(-1)?.state) marks.push({ at: Date.now(), state })
  }
  const attributeFilter = ['data-stale', 'data-state']
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter })
}`
