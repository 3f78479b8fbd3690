/** Every screen, as a person with little sight, in another language or on another device meets it. */
import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page, type TestInfo } from '@playwright/test'
import { BedSensor } from '../../devices/bed-sensor.ts'
import { hospital, startOrClear, type Hospital } from './hospital.ts'
import { ward } from './ward.ts'
import { overflow, screens, tile, watched, type ScreenName } from './watched.ts'
import { asked } from '../support/keys.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** `WARDROOM_TEST_PICTURES=on npx playwright test --config test/journeys screens` leaves a picture of each in test-results/. */
const PICTURES = process.env['WARDROOM_TEST_PICTURES'] === 'on'
/** A name nobody else in the demo hospital has. */
const FAMILY = 'Quillfeather'
const GIVEN = 'Xylophonia'

/** Two workers, each with a hospital of its own: no test here leaves anything another would miss. */
test.describe.configure({ mode: 'parallel' })

let house: Hospital
let somebody: { site: string; unit: string; bed: string }
test.beforeAll(async () => {
  house = await hospital({
    settings: { WARDROOM_DEMO: 'on', WARDROOM_DEMO_SEED: '7', WARDROOM_DEMO_WEEKS: '0' },
  })
  await startOrClear(house)
  somebody = await admitSomebody()
})
test.afterAll(() => house.clear())

/** Into the first bed that is ready once the demo hospital has moved in. */
async function admitSomebody(): Promise<typeof somebody> {
  let ready: typeof somebody | undefined
  await expect
    .poll(
      async () => {
        const board = (await (await asked(`${house.url}/api/boards/beds?level=full`)).json()) as {
          rows: { site: string; unit: string; bed: string; state: string; sex_rule: string }[]
        }
        ready = board.rows.find(({ state, sex_rule }) => state === 'ready' && sex_rule === 'any')
        return board.rows.length > 200 && ready !== undefined
      },
      { timeout: 120_000 },
    )
    .toBe(true)
  const { site = '', unit = '', bed = '' } = ready ?? {}
  const { patient_id } = await house.done('patients/register', {
    site,
    family: FAMILY,
    given: GIVEN,
    mrn: 'JOURNEY-77',
  })
  await house.done('admissions/admit', { site, patient_id, class: 'inpatient', to: { bed } })
  return { site, unit, bed }
}

/** Every address of web/screens.ts, what waits there, and where people meet it; $site, $unit and $bed are those of somebody who lies there. */
const places: { path: string; ready: string; on: ScreenName[] }[] = [
  { path: '/wall/beds', ready: '.tile[data-bed]', on: ['wall'] },
  { path: '/wall/beds?level=corridor', ready: '.tile[data-bed]', on: ['wall'] },
  { path: '/wall/house', ready: 'li[data-unit]', on: ['wall'] },
  { path: '/wall/ed?site=gh', ready: '.nedocs', on: ['wall'] },
  { path: '/wall/tokens?site=gh', ready: '[data-clinic]', on: ['wall'] },
  { path: '/clinic?site=gh&clinic=eye&room=Room%201', ready: '[data-ticket]', on: ['console', 'phone'] },
  { path: '/ed?site=gh', ready: '[data-visit]', on: ['console', 'phone'] },
  { path: '/wall/flow', ready: 'li[data-unit]', on: ['wall'] },
  { path: '/flow', ready: 'main tbody tr', on: ['console', 'phone'] },
  { path: '/capacity', ready: 'main tbody tr', on: ['console', 'phone'] },
  { path: '/', ready: 'main h3', on: ['console', 'phone'] },
  { path: '/beds', ready: '.tile[data-bed]', on: ['console', 'phone'] },
  { path: '/beds?bed=$bed', ready: 'aside h3', on: ['console', 'phone'] },
  { path: '/admissions?site=gh', ready: '[data-find]', on: ['console', 'phone'] },
  { path: '/admissions?site=gh&patient=1', ready: '[data-patient]', on: ['console', 'phone'] },
  { path: '/unit/4W', ready: '.tile[data-bed]', on: ['console', 'phone'] },
  { path: '/huddle', ready: 'tbody tr', on: ['console', 'phone'] },
  { path: '/encounter?id=1', ready: 'main h2', on: ['console', 'phone'] },
  { path: '/tasks', ready: 'main h2', on: ['phone', 'console'] },
  { path: '/obs', ready: '.empty h2', on: ['phone'] },
  { path: '/obs?site=$site&unit=$unit', ready: '[data-obs]', on: ['phone', 'console'] },
  { path: '/inbox', ready: 'main', on: ['console', 'phone'] },
  { path: '/inbox?view=told', ready: '.figures', on: ['console', 'phone'] },
  { path: '/inbox?view=senders', ready: 'section h2', on: ['console', 'phone'] },
  { path: '/labels', ready: '.label', on: ['console', 'phone'] },
  { path: '/wristband?site=gh&patient=1', ready: '[data-band]', on: ['console', 'phone'] },
  { path: '/devices', ready: 'main tbody tr', on: ['console', 'phone'] },
  { path: '/admin/people', ready: 'main h1', on: ['console', 'phone'] },
  { path: '/admin/tokens', ready: '[data-token]', on: ['console', 'phone'] },
  { path: '/admin/audit', ready: 'main tbody tr', on: ['console', 'phone'] },
  { path: '/emergency', ready: 'main form', on: ['console', 'phone'] },
  { path: '/me', ready: 'main section', on: ['console', 'phone'] },
  { path: '/admin/walls', ready: 'main tbody tr', on: ['console', 'phone'] },
  { path: '/wall', ready: '.empty', on: ['console'] },
  { path: '/setup', ready: 'main h2', on: ['console', 'phone'] },
  { path: '/parts', ready: 'main h2', on: ['console', 'phone'] },
  { path: '/api/docs', ready: 'main summary', on: ['console', 'phone'] },
]

async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: info.outputPath(`${name.replaceAll(/[^a-z]+/g, '-')}.png`) })
}

/** Only what is wrong is gathered, and in the page itself: the same rules in half the time. */
async function withoutFaults(page: Page, { colours }: { colours: boolean }): Promise<void> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
  const { violations } = await (colours ? axe : axe.disableRules('color-contrast')).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))]),
  ).toEqual([])
}

for (const { path, ready, on } of places) {
  test(`${path} on ${on.join(' and ')}, in two languages: nothing axe objects to, nothing out of the window, no error`, async ({
    browser,
  }, info) => {
    const there = path.replace(/\$(site|unit|bed)/g, (_, what: keyof typeof somebody) =>
      encodeURIComponent(somebody[what]),
    )
    const address = `${house.url}${there}${path.includes('?') ? '&' : '?'}lang=`
    // One browser for all four: what it has loaded once it need not load again.
    const { page, errors, dialogs, frames } = await watched(browser, 'about:blank', on[0] ?? 'console', {
      at: house.url,
    })
    for (const screen of on) {
      await page.setViewportSize(screens[screen])
      for (const language of ['en', 'ar'] as const) {
        await test.step(`on a ${screen} in ${language}`, async () => {
          await page.goto(`${address}${language}`)
          await expect(page.locator(ready).first()).toBeVisible()
          await expect(page.locator('[data-live="live"]').first()).toBeVisible()
          await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr')
          await expect(page.locator('.demo')).toBeVisible() // SIMULATED DATA, in whichever language
          await picture(page, info, `${path}-${screen}-${language}`)
          const reach = await overflow(page)
          expect(reach.across).toBeLessThanOrEqual(0)
          if (screen === 'wall') {
            expect(reach.down).toBeLessThanOrEqual(0)
            const told = [await page.content(), ...frames].join('\n')
            expect(told).not.toMatch(new RegExp(`${FAMILY}|${GIVEN}|JOURNEY-77`))
          }
          // In another language the same parts stand there: looked at where there is least room. Colours are the same
          // everywhere, and take most of the time: looked at once.
          if (language === 'en' || screen === on.at(-1))
            await withoutFaults(page, { colours: language === 'en' && screen === on[0] })
        })
      }
    }
    expect(errors).toEqual([])
    expect(dialogs).toEqual([])
    await page.context().close()
  })
}

for (const screen of ['console', 'phone'] as const) {
  for (const language of ['en', 'ar'] as const) {
    test(`who is nobody yet, on a ${screen} in ${language}: the door, and what a link leads to, as any screen`, async ({
      browser,
    }, info) => {
      const context = await browser.newContext({ viewport: screens[screen], reducedMotion: 'reduce' })
      const page = await context.newPage()
      const link = await newLink()
      for (const [path, ready] of [
        ['/beds', 'main form'],
        [`/welcome#${link}`, 'main form'],
        ['/setup-admin#gone', 'main [role="alert"]'],
      ] as const) {
        await page.goto('about:blank') // another # alone loads nothing
        await page.goto(`${house.url}${path.replace(/#|$/, `?lang=${language}$&`)}`)
        await expect(page.locator(ready).first()).toBeVisible()
        await picture(page, info, `nobody-${path.split('#')[0] ?? ''}-${screen}-${language}`)
        expect((await overflow(page)).across).toBeLessThanOrEqual(0)
        await withoutFaults(page, { colours: language === 'en' && screen === 'console' })
      }
      await context.close()
    })

    test(`what is shown once, on a ${screen} in ${language}: a device’s label and a program’s token, as any screen`, async ({
      browser,
    }, info) => {
      const { page, errors } = await watched(
        browser,
        `${house.url}/devices?device=d1&state=gaps&lang=${language}`,
        screen,
      )
      await expect(page.locator('aside section .deeds button').first()).toBeVisible()
      await picture(page, info, `device-${screen}-${language}`)
      expect((await overflow(page)).across).toBeLessThanOrEqual(0)
      await withoutFaults(page, { colours: false })
      await page.locator('aside section .deeds button').first().click()
      await page.locator('dialog button[type="submit"]').click()
      await expect(page.locator('.label svg path')).toBeVisible()
      await picture(page, info, `device-secret-${screen}-${language}`)
      expect((await overflow(page)).across).toBeLessThanOrEqual(0)
      await withoutFaults(page, { colours: language === 'en' && screen === 'console' })
      await page.goto(`${house.url}/admin/tokens?lang=${language}`)
      await page.locator('main header button').click()
      await page.locator('#token-name').fill('Bed report')
      await withoutFaults(page, { colours: false })
      await picture(page, info, `issue-token-${screen}-${language}`)
      await page.locator('dialog button[type="submit"]').click()
      await expect(page.locator('dialog code')).toHaveCount(2)
      await picture(page, info, `token-${screen}-${language}`)
      expect((await overflow(page)).across).toBeLessThanOrEqual(0)
      await withoutFaults(page, { colours: language === 'en' && screen === 'console' })
      expect(errors).toEqual([])
      await page.context().close()
    })
  }
}

/** For somebody who was invited. */
async function newLink(): Promise<string> {
  const login = `invited-${randomUUID()}`
  const who = { login, name: 'Ben Ode', role: 'nurse', site: null, unit: null } as const
  return (await house.done('people/invite', who)).link ?? ''
}

test('the wall turns its pages by itself and by the arrow keys, and Space makes it wait', async ({
  browser,
}) => {
  const { page } = await watched(browser, `${house.url}/wall/beds?rotate=3`, 'wall')
  const here = async (): Promise<string> =>
    (await page.locator('footer li[data-here="true"] strong').allTextContents()).join(' ')
  const turned = (from: string) => expect.poll(here).not.toBe(from)
  await turned('')
  const first = await here()
  await turned(first)
  await page.keyboard.press('Space')
  await expect(page.getByText('Paused')).toBeVisible()
  const second = await here()
  await page.keyboard.press('ArrowLeft')
  await turned(second)
  await page.context().close()
})

test('a wall shows its name when it is asked who it is, loads anew, and turns to another wall when it is told to', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/house?name=by-the-lift`, 'wall')
  await expect(wall.page.locator('li[data-unit]').first()).toBeVisible()
  await wall.page.evaluate(() => Reflect.set(window, 'sameSinceTheMorning', true))
  const desk = await watched(browser, `${house.url}/screens`, 'console')
  const line = desk.page.locator('tr[data-name="by-the-lift"]')
  await test.step('who are you?', async () => {
    await line.getByRole('button', { name: 'Identify' }).click()
    await expect(wall.page.getByRole('status').getByText('by-the-lift', { exact: true })).toBeInViewport()
    // It alone was asked.
    await expect(desk.page.getByRole('status').getByText('/admin/walls', { exact: true })).toHaveCount(0)
  })
  await test.step('load anew', async () => {
    await line.getByRole('button', { name: 'Load anew' }).click()
    await expect
      .poll(() => wall.page.evaluate(() => Reflect.has(window, 'sameSinceTheMorning')).catch(() => true))
      .toBe(false)
    await expect(wall.page.locator('li[data-unit]').first()).toBeVisible()
  })
  await test.step('show another wall, under the same name', async () => {
    await line.getByLabel('Show another wall on by-the-lift').selectOption({ label: 'Bed wall' })
    await expect(wall.page.locator('.tile[data-bed]').first()).toBeVisible()
    expect(new URL(wall.page.url()).pathname).toBe('/wall/beds')
    expect(new URL(wall.page.url()).searchParams.get('name')).toBe('by-the-lift')
  })
  for (const { page, errors } of [wall, desk]) {
    expect(errors).toEqual([])
    await page.context().close()
  }
})

test('the house wall for the public tells of people to the nearest five, and says so', async ({
  browser,
}) => {
  const { page, frames } = await watched(browser, `${house.url}/wall/house?level=public`, 'wall')
  await expect(page.getByText('counted to the nearest five')).toBeVisible()
  await expect(page.locator('li[data-unit]').nth(6)).toBeVisible()
  const shares = await page.locator('li[data-unit] .share').allInnerTexts()
  expect(shares.length).toBeGreaterThan(5)
  for (const share of shares) expect(Number(/\d+/.exec(share)?.[0]) % 5, share).toBe(0)
  expect(frames.join('\n')).not.toContain('"level":"corridor"')
  await page.context().close()
})

test('a wall that may show initials shows them, and no more', async ({ browser }) => {
  const { site, unit, bed } = somebody
  const { page, frames } = await watched(browser, `${house.url}/wall/beds?site=${site}&unit=${unit}`, 'wall')
  await expect(tile(page, bed)).toHaveAttribute('data-state', 'occupied')
  const initials = page.locator('.tile[data-state="occupied"] .who')
  await expect(tile(page, bed).locator('.who')).toHaveText(/^(\p{L}\.){1,2}$/u)
  for (const one of await initials.all()) await expect(one).toBeInViewport({ ratio: 1 })
  expect(frames.join('\n')).toContain(bed)
  expect([await page.content(), ...frames].join('\n')).not.toMatch(
    new RegExp(`${FAMILY}|${GIVEN}|JOURNEY-77`),
  )
  await page.context().close()
})

test('a tile says that the sensor and the record disagree', async ({ browser }) => {
  const site = 'disagree'
  await house.done('hospital/lay-out', { ...ward, site, conflict_after_s: 1 })
  const { patient_id } = await house.done('patients/register', { site, family: FAMILY, given: GIVEN })
  await house.done('admissions/admit', { site, patient_id, class: 'inpatient', to: { bed: '4W-1' } })
  const secret = await house.keyOf('bed', site, '4w-1')
  const sensor = new BedSensor({ url: house.mqttUrl, site, device: '4w-1', secret })
  const wall = await watched(browser, `${house.url}/wall/beds?site=${site}&unit=4W`, 'wall')
  const desk = await watched(browser, `${house.url}/beds?site=${site}`, 'console')
  try {
    sensor.start()
    sensor.occupied(false)
    await expect(tile(wall.page, '4W-1').locator('.trouble')).toHaveText(/^Sensor empty .+, record occupied$/)
    await expect(tile(wall.page, '4W-1').locator('.trouble')).toBeInViewport({ ratio: 1 })
    await expect(tile(desk.page, '4W-1').locator('.word')).toHaveText('Sensor empty')
    await expect(tile(desk.page, '4W-1').locator('.name')).toBeInViewport({ ratio: 1 })
  } finally {
    await sensor.stop()
    for (const { page } of [wall, desk]) await page.context().close()
  }
})
