/** A page that is watched while it is used: what its console says, what it asks, and what the socket brings it. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { browserCookie } from '../support/keys.ts'

export interface Watched {
  page: Page
  /** Errors on the console, exceptions nobody caught, files that did not load: there are to be none. */
  errors: string[]
  /** A page that opens an alert has been made to. */
  dialogs: string[]
  /** Every frame the server sent over the page's socket. */
  frames: string[]
}

export const screens = {
  wall: { width: 1920, height: 1080 },
  console: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const
export type ScreenName = keyof typeof screens

/** While its server is away a browser complains of it, and must. */
const SERVER_AWAY = /net::ERR_|WebSocket connection to|status of 50[234]/

/**
 * A browser of its own (no cookie, no storage shared), with one page at `url`.
 * @param secret of a session: who it is that looks
 * @param at where they are somebody, if that is not where they are yet
 */
export async function watched(
  browser: Browser,
  url: string,
  screen: ScreenName,
  { secret, at = url, ...options }: BrowserContextOptions & { secret?: string; at?: string } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: screens[screen],
    reducedMotion: 'reduce',
    ...options,
  })
  await context.addCookies([browserCookie(at, secret)])
  const page = await context.newPage()
  const result: Watched = { page, errors: [], dialogs: [], frames: [] }
  page.on('console', (message) => {
    if (message.type() === 'error' && !SERVER_AWAY.test(message.text())) result.errors.push(message.text())
  })
  page.on('pageerror', (error) => result.errors.push(String(error)))
  page.on('dialog', (dialog) => {
    result.dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => result.frames.push(payload.toString())),
  )
  await page.goto(url)
  return result
}

/** The tile of a bed, on a wall or a console. */
export const tile = (page: Page, bed: string) => page.locator(`.tile[data-bed="${bed}"]`)

/** How far what is on the page reaches over its window [px]. */
export const overflow = (page: Page): Promise<{ across: number; down: number }> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    return { across: scrollWidth - clientWidth, down: scrollHeight - clientHeight }
  })

/** Nothing axe objects to, its best practices too. */
export async function withoutFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}
