/** From the request to the bed, by two who place patients at the same time. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { overflow, tile, watched, type Watched } from './watched.ts'
import { SITE, ward } from './ward.ts'
import { signedIn } from '../support/keys.ts'

let house: Hospital
const waiting = new Map<string, number>()
test.beforeAll(async () => {
  house = await emptyHospital()
  const single = (bed: string, features: ('negative-pressure' | 'telemetry')[]) => ({
    room: bed,
    beds: [{ bed, features }],
  })
  const emergency = { unit: 'ED', name: 'Emergency', kind: 'emergency' as const, rooms: [] }
  const rooms = [single('5S-1', ['negative-pressure']), single('5S-2', ['telemetry']), single('5S-3', [])]
  await house.done('hospital/lay-out', {
    ...ward,
    units: [...ward.units, { unit: '5S', name: '5 South', kind: 'surgical', rooms }, emergency],
  })
  for (const family of ['Ashworth', 'Birtwistle', 'Clegg']) {
    const { patient_id } = await house.done('patients/register', { site: SITE, family, sex: 'female' })
    const to = { unit: 'ED' }
    const admitted = await house.done('admissions/admit', { site: SITE, patient_id, class: 'emergency', to })
    waiting.set(family, admitted.encounter_id)
  }
})
test.afterAll(() => house.clear())

async function manager(browser: Browser, who: string): Promise<Watched> {
  const secret = await signedIn(house.databaseUrl, who)
  return watched(browser, `${house.url}/beds`, 'console', { secret })
}
const request = (page: Page, family: string) => page.locator('[data-request]').filter({ hasText: family })
const suggested = (page: Page, bed: string) => page.locator(`[data-suggested="${bed}"]`)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('a patient under airborne precautions waits, gets the one bed that will do, and is brought there', async ({
  browser,
}) => {
  const desk = await manager(browser, 'Bea Manager')
  const { page } = desk
  await house.done('placement/set-precaution', {
    encounter_id: waiting.get('Ashworth') ?? 0,
    kind: 'airborne',
    organism: 'TB',
  })
  await test.step('a bed is asked for, by somebody who waits for none yet', async () => {
    await expect(page.getByText('Nobody waits for a bed')).toBeVisible()
    await button(page, 'Ask for a bed').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'Ashworth' }).check()
    await dialog.getByRole('radio', { name: 'Emergency', exact: true }).check()
    await dialog.locator('form').getByRole('button', { name: 'Ask for a bed' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(request(page, 'Ashworth')).toContainText('Emergency')
    await expect(request(page, 'Ashworth').getByRole('img', { name: 'Airborne precautions' })).toBeVisible()
  })
  await test.step('its bed lights up with the reasons, and every other says why not', async () => {
    await request(page, 'Ashworth').focus()
    await page.keyboard.press('Enter')
    await expect(page.locator('[data-rank]')).toHaveCount(1)
    await expect(suggested(page, '5S-1')).toContainText('single room')
    await page.locator('[data-tile="5S-3"]').click()
    const verdict = page.getByRole('region', { name: 'For Ashworth' })
    await expect(verdict).toContainText('no isolation or negative-pressure room')
  })
  await test.step('it is kept by the keyboard, let go by Undo, and kept', async () => {
    const keep = suggested(page, '5S-1').getByRole('button', { name: 'Keep 5S-1' })
    await keep.focus()
    await page.keyboard.press('Enter')
    await expect(tile(page, '5S-1')).toHaveAttribute('data-state', 'reserved')
    await button(page, 'Undo').click()
    await expect(tile(page, '5S-1')).toHaveAttribute('data-state', 'ready')
    await keep.click()
    await expect(request(page, 'Ashworth')).toContainText('5S-1 kept')
  })
  await test.step('bed free, patient known and ready: act now; and somebody does', async () => {
    await button(page, 'May move now').click()
    await expect(request(page, 'Ashworth')).toContainText('Act now')
    await button(page, 'Move in: 5S-1').click()
    await expect(tile(page, '5S-1')).toHaveAttribute('data-state', 'occupied')
    await expect(tile(page, '5S-1').getByRole('img', { name: 'Airborne precautions' })).toBeVisible()
    await expect(request(page, 'Ashworth')).toHaveCount(0)
  })
  expect(desk.errors).toEqual([])
  await page.context().close()
})

test('two place patients at once: who is second reads who keeps the bed, and takes the next, by dragging', async ({
  browser,
}) => {
  for (const family of ['Birtwistle', 'Clegg']) {
    const encounter_id = waiting.get(family) ?? 0
    await house.done('placement/request', { encounter_id, from_kind: 'ed', unit: '5S' })
  }
  const [one, two] = await Promise.all([manager(browser, 'Bea Manager'), manager(browser, 'Cy Coordinator')])
  await request(one.page, 'Birtwistle').click()
  await request(two.page, 'Clegg').click()
  await two.page.locator('[data-tile="5S-3"]').click()
  // What the second sees is a moment old: the keeping is on its way to their screen.
  await two.page.route(
    '**/api/commands/placement/assign',
    async (route) => {
      await suggested(one.page, '5S-3').getByRole('button', { name: 'Keep 5S-3' }).click()
      await expect(request(one.page, 'Birtwistle')).toContainText('5S-3 kept')
      await route.continue()
    },
    { times: 1 },
  )
  await suggested(two.page, '5S-3').getByRole('button', { name: 'Keep 5S-3' }).click()
  const refusal = two.page.locator('[role="alert"][data-code="bed-reserved"]')
  await expect(refusal).toContainText('Birtwistle')
  await expect(refusal).toContainText('Bea Manager')
  await expect(request(two.page, 'Birtwistle')).toContainText('5S-3 kept')
  await request(two.page, 'Clegg').dragTo(two.page.locator('[data-tile="5S-2"]'))
  await expect(request(one.page, 'Clegg')).toContainText('5S-2 kept')
  await two.page.setViewportSize({ width: 390, height: 844 })
  expect((await overflow(two.page)).across).toBeLessThanOrEqual(0)
  for (const { page, errors } of [one, two]) {
    expect(errors.filter((text) => !/status of 409/.test(text))).toEqual([])
    await page.context().close()
  }
})
