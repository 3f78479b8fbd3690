/** A screen that hangs somewhere and is nobody's: paired by a code, given something else, through a restart and a power cut, taken back. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { hospital, startOrClear, type Hospital } from './hospital.ts'
import { ward } from './ward.ts'
import { overflow, tile, watched } from './watched.ts'

/** What a wall that was taken back may still show. */
const GONE_WITHIN_MS = 2000
/** As in screens.spec.ts. */
const PICTURES = process.env['WARDROOM_TEST_PICTURES'] === 'on'

let house: Hospital
test.beforeAll(async () => {
  house = await hospital({ settings: { WARDROOM_DEMO: 'off' } })
  await startOrClear(house)
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

test('a wall is paired by its code, follows what it is given, comes back after a restart and a power cut, and is taken back', async ({
  browser,
}, info) => {
  const picture = async (page: Page, name: string): Promise<void> => {
    if (PICTURES) await page.screenshot({ path: info.outputPath(`${name}.png`) })
  }
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
    reducedMotion: 'reduce',
  })
  let wall = await context.newPage()
  const desk = await watched(browser, `${house.url}/admin/walls`, 'console')
  const line = desk.page.locator('li[data-wall="By the lift"]')

  await test.step('a screen shows its code; the console says how it begins', async () => {
    await wall.goto(`${house.url}/wall`)
    await expect(wall.locator('[data-code]')).toHaveText(/^[B-Z]{4}-[B-Z]{4}$/)
    await picture(wall, 'code-wall')
    await withoutFaults(wall)
    await expect(desk.page.getByRole('heading', { name: 'No wall yet' })).toBeVisible()
    await picture(desk.page, 'none-console')
    await withoutFaults(desk.page)
  })
  await test.step('an administrator types it, is told which screen it is, and makes it a wall', async () => {
    await desk.page.getByRole('button', { name: 'Pair a screen' }).first().click()
    await desk.page.getByLabel('The letters on the screen').fill('bcdf ghjk')
    await desk.page.keyboard.press('Enter')
    await expect(desk.page.getByRole('link', { name: 'No screen shows these letters now' })).toBeVisible()
    await desk.page
      .getByLabel('The letters on the screen')
      .fill((await wall.locator('[data-code]').textContent())?.toLowerCase() ?? '')
    await desk.page.keyboard.press('Enter')
    await expect(desk.page.getByText('127.0.0.1', { exact: true })).toBeVisible()
    await expect(desk.page.getByText(/HeadlessChrome/)).toBeVisible()
    await expect(desk.page.getByText('1920 × 1080')).toBeVisible()
    await picture(desk.page, 'pair-console')
    await withoutFaults(desk.page)
    await desk.page.getByRole('button', { name: 'Make it a wall' }).click()
    await expect(desk.page.getByRole('link', { name: /^Enter a name/ })).toBeVisible()
    await desk.page.getByLabel('Name').fill('By the lift')
    await desk.page.getByRole('button', { name: 'Make it a wall' }).click()
    await expect(wall.locator('li[data-unit]').first()).toBeVisible()
    // Of what needs somebody the public is told nothing; that is not to say that there is none.
    await expect(wall.getByText('Needs someone')).toHaveCount(0)
    await expect(line).toHaveAttribute('data-state', 'here')
    await picture(wall, 'house-wall')
    await picture(desk.page, 'list-console')
    await withoutFaults(desk.page)
  })
  await test.step('it is given the beds of a ward, and turns to them without loading anew', async () => {
    await wall.evaluate(() => Reflect.set(window, 'sameSinceTheMorning', true))
    await line.getByRole('button', { name: 'Change' }).click()
    await desk.page.getByLabel('House wall').uncheck()
    await desk.page.getByLabel('Bed wall').check()
    await expect(desk.page.getByText('in public there are only counts')).toBeVisible()
    await desk.page.getByLabel('How much').selectOption('corridor')
    await desk.page.getByLabel('Unit').selectOption('4W')
    await desk.page.getByLabel('Read from').fill('4.5')
    await desk.page.getByRole('button', { name: 'Show this' }).click()
    await expect(tile(wall, '4W-1')).toBeVisible()
    expect(await wall.evaluate(() => Reflect.has(window, 'sameSinceTheMorning'))).toBe(true)
    expect(Object.fromEntries(new URL(wall.url()).searchParams)).toMatchObject({
      ...{ site: 'gh', unit: '4W', level: 'corridor', distance: '4.5', name: 'By the lift' },
    })
  })
  await test.step('nothing else can be had from it', async () => {
    await wall.keyboard.press('Escape')
    await wall.goto(`${house.url}/admin/walls`)
    await expect(tile(wall, '4W-1')).toBeVisible()
    const asked = await wall.evaluate(async () => {
      const of = async (path: string, init?: RequestInit) => (await fetch(path, init)).status
      const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
      return Promise.all([
        of('/api/waiting?site=gh'),
        of('/api/walls'),
        of('/api/boards/jobs?site=gh'),
        of('/api/commands/beds/block', body),
        of('/api/walls/waiting', { ...body, body: '{"code":"BCDFGHJK"}' }),
      ])
    })
    expect(asked).toEqual([403, 403, 404, 403, 403])
    expect(await wall.evaluate(() => document.cookie)).toBe('')
  })
  await test.step('given two pages it goes on from each to the other, and back to the beds when it is told to', async () => {
    const shows = async (pages: Record<string, boolean>, unit: string): Promise<void> => {
      await line.getByRole('button', { name: 'Change' }).click()
      for (const [page, on] of Object.entries(pages)) await desk.page.getByLabel(page).setChecked(on)
      await desk.page.getByLabel('Unit').selectOption(unit)
      await desk.page.getByLabel('Each page stays [s]').fill('3')
      await desk.page.getByRole('button', { name: 'Show this' }).click()
    }
    const turnsTo = (path: string) => expect.poll(() => new URL(wall.url()).pathname).toBe(path)
    await shows({ 'Bed wall': false, 'House wall': true, 'Emergency wall': true }, '')
    for (const path of ['/wall/ed', '/wall/house', '/wall/ed']) await turnsTo(path)
    await shows({ 'House wall': false, 'Emergency wall': false, 'Bed wall': true }, '4W')
    await expect(tile(wall, '4W-1')).toBeVisible()
  })
  await test.step('it says who it is, goes blank, and shows again', async () => {
    await line.getByRole('button', { name: 'Identify' }).click()
    await expect(wall.getByRole('status').getByText('By the lift', { exact: true })).toBeInViewport()
    await line.getByRole('button', { name: 'Mute', exact: true }).click()
    await expect(wall.locator('[data-sound="muted"]')).toBeInViewport()
    await line.getByRole('button', { name: 'Sound on' }).click()
    await expect(wall.getByText('Sound off', { exact: true })).toHaveCount(0)
    await line.getByRole('button', { name: 'Blank', exact: true }).click()
    await expect(wall.getByText('Nothing is broken')).toBeVisible()
    await expect(tile(wall, '4W-1')).toHaveCount(0)
    await line.getByRole('button', { name: 'Show again' }).click()
    await expect(tile(wall, '4W-1')).toBeVisible()
  })
  await test.step('its server goes, its power is cut, it is up before its server: nobody touches it', async () => {
    await expect.poll(() => wall.evaluate(async () => (await caches.match('/wall')) !== undefined)).toBe(true)
    await house.stop()
    await expect(wall.locator('[data-live="lost"]').first()).toBeVisible()
    const again = await context.newPage()
    await again.goto(`${house.url}/wall`) // as its kiosk starts
    await expect(again.getByText('waits for its server')).toBeVisible()
    await house.start()
    for (const page of [wall, again]) await expect(page.locator('[data-live="live"]').first()).toBeVisible()
    await house.done('beds/block', { site: 'gh', bed: '4W-2', reason: 'repair' })
    for (const page of [wall, again])
      await expect(tile(page, '4W-2')).toHaveAttribute('data-state', 'blocked')
    expect((await overflow(again)).down).toBeLessThanOrEqual(0)
    await picture(again, 'beds-wall')
  })
  await test.step('that its key is used twice is seen', async () => {
    await expect(line).toHaveAttribute('data-state', 'twice')
    await picture(desk.page, 'twice-console')
    await withoutFaults(desk.page)
    await wall.close()
    ;[wall] = context.pages() as [Page]
    await expect(line).toHaveAttribute('data-state', 'here')
  })
  await test.step('it is taken back, and shows a code again', async () => {
    await line.getByRole('button', { name: 'Take back' }).click()
    await desk.page.getByLabel('Why').fill('it moves to the other house')
    const went = wall.evaluate(
      (patience) =>
        new Promise<boolean>((gone) => {
          const timer = setInterval(() => {
            if (document.querySelector('.tile') === null) gone(true)
          }, 20)
          setTimeout(() => {
            clearInterval(timer)
            gone(false)
          }, patience)
        }),
      GONE_WITHIN_MS + 1000, // the click, and its way
    )
    await desk.page.locator('dialog').getByRole('button', { name: 'Take back' }).click()
    expect(await went).toBe(true)
    await expect(wall.locator('[data-code]')).toBeVisible()
    expect(new URL(wall.url()).pathname).toBe('/wall')
    await expect(line).toHaveCount(0)
  })
  expect(desk.errors.filter((error) => !error.includes('status of 40'))).toEqual([])
  await desk.page.context().close()
  await context.close()
})

test('a number is taken at the desk, called from the room, seen on the wall and followed on two phones; nobody is named', async ({
  browser,
}, info) => {
  const NAME = /Quillfeather|Xylophonia|JOURNEY-78/
  const site = 'gh'
  await house.done('clinics/set-clinic', {
    site,
    code: 'eye',
    name: 'Eye clinic',
    letter: 'A',
    rooms: ['Room 1', 'Room 2'],
  })
  const { patient_id } = await house.done('patients/register', {
    site,
    family: 'Quillfeather',
    given: 'Xylophonia',
    mrn: 'JOURNEY-78',
  })
  const { encounter_id } = await house.done('admissions/admit', { site, patient_id, class: 'outpatient' })
  const first = await house.done('clinics/take', { site, clinic: 'eye', encounter_id })
  const wall = await watched(browser, `${house.url}/wall/tokens?site=gh`, 'wall')
  const room = await watched(browser, `${house.url}/clinic?site=gh&clinic=eye&room=Room+1`, 'console')
  const asked: string[] = []
  const phoneAt = async (address: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    page.on('response', async (response) => {
      if (response.url().includes('/api/')) asked.push(await response.text().catch(() => ''))
    })
    await page.goto(address)
    return page
  }
  const mine = await phoneAt(`${house.url}/token#${first.code ?? ''}`)
  await expect(mine.getByText('You are next')).toBeVisible()

  await test.step('a key gives out the next number, with a slip whose code leads to its place', async () => {
    await expect(room.page.locator('[data-ticket="A-001"]')).toBeVisible()
    await room.page.keyboard.press('t')
    await expect(room.page.locator('[data-slip="A-002"]')).toBeVisible()
    await withoutFaults(room.page)
  })
  const slip = (await room.page.locator('[data-slip] svg').getAttribute('aria-label')) ?? ''
  const other = await phoneAt(slip)
  await expect(other.getByText('1 person before you')).toBeVisible()
  await withoutFaults(other)
  await room.page.keyboard.press('Escape')

  await test.step('a key calls the first: the wall announces it, and the phone says where to go', async () => {
    await room.page.keyboard.press('n')
    await expect(wall.page.locator('[data-call="A-001"]')).toBeVisible()
    await expect(wall.page.locator('[data-announced]')).toHaveText('Number A-001: Room 1, Eye clinic')
    await expect(mine.getByText('Go to Room 1')).toBeVisible()
    await expect(other.getByText('You are next')).toBeVisible()
    if (PICTURES) await mine.screenshot({ path: info.outputPath('token-phone.png') })
  })
  await test.step('a phone without a link says so, and is right again when it is back', async () => {
    await mine.context().setOffline(true)
    await expect(mine.getByText('No connection')).toBeVisible()
    await room.page.keyboard.press('x')
    await expect(room.page.locator('[data-in-room]')).toHaveCount(0)
    await mine.context().setOffline(false)
    await expect(mine.getByText('You were called and did not come')).toBeVisible()
  })
  await test.step('the next is called and is inside; who came late is called again', async () => {
    await room.page.keyboard.press('n')
    await expect(other.getByText('It is your turn')).toBeVisible()
    await room.page.keyboard.press('i')
    await expect(other.getByText('You are in Room 1')).toBeVisible()
    await room.page.locator('[data-ticket="A-001"] .line').click()
    await room.page.getByRole('button', { name: 'Back to the queue' }).last().click()
    await mine.reload() // a phone that is looked at again asks at once
    await expect(mine.getByText('You are next')).toBeVisible()
  })
  await test.step('a wrong key is taken back: who was inside is inside again, who was called waits', async () => {
    const inRoom = (number: string) => room.page.locator(`[data-in-room="${number}"]`)
    await room.page.keyboard.press('n')
    await expect(inRoom('A-001')).toBeVisible()
    await expect(room.page.getByRole('region', { name: 'Done or gone last' })).toContainText('A-002')
    await room.page.getByRole('button', { name: 'Undo' }).click()
    await expect(inRoom('A-002')).toBeVisible()
    await expect(room.page.locator('[data-ticket="A-001"]')).toBeVisible()
    // While what was pressed before is on its way a key does nothing; whoever works there presses it again.
    const done = () =>
      expect(async () => {
        await room.page.keyboard.press('d')
        await expect(room.page.locator('[data-in-room]')).toHaveCount(0, { timeout: 2000 })
      }).toPass()
    await done()
    await room.page.getByRole('button', { name: 'Undo' }).click()
    await expect(inRoom('A-002')).toBeVisible()
    await done()
    await room.page.locator('[data-ticket="A-002"] .line').click()
    await room.page.getByRole('button', { name: 'Inside again' }).click()
    await expect(inRoom('A-002')).toBeVisible()
    if (PICTURES) await room.page.screenshot({ path: info.outputPath('clinic-console.png') })
  })
  const told = [
    ...wall.frames,
    ...asked,
    await wall.page.content(),
    await mine.content(),
    await other.content(),
  ]
  expect(told.join('\n')).not.toMatch(NAME)
  expect(told.join('\n')).not.toContain(String(first.code))
  expect([...wall.errors, ...room.errors]).toEqual([])
  for (const page of [wall.page, room.page, mine, other]) await page.context().close()
})

async function withoutFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))]),
  ).toEqual([])
}
