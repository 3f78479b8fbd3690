/** The way out, from the expected date to the next patient's bed, as a charge nurse works it on her unit's view. */
import { expect, test } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched } from './watched.ts'
import { ward } from './ward.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

test('expected, held up, cleared, ready, gone: and the bed is cleaned for the next, with the clock running', async ({
  browser,
}) => {
  const { patient_id } = await house.done('patients/register', { site: 'gh', family: 'Ashworth' })
  const { encounter_id } = await house.done('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'inpatient',
    to: { bed: '4W-1' },
    expected_discharge_at: new Date(Date.now() + 2 * 3_600_000).toISOString(),
  })
  const { page, errors } = await watched(browser, `${house.url}/unit/4W`, 'console')
  const list = page.getByRole('region', { name: 'Discharges' }).last()
  const out = page.getByRole('region', { name: 'On the way out' })
  const act = (name: string | RegExp) => page.getByRole('complementary').getByRole('button', { name }).first()
  const stage = (name: string) => expect(out.locator('.tag')).toHaveText(name)

  await test.step('she is expected: the list says so, and leads to her bed', async () => {
    await expect(list).toContainText('Expected today')
    await list.getByRole('button', { name: /4W-1/ }).click()
    await stage('Expected')
  })
  await test.step('transport holds her up: the tile says so, and ready is not offered', async () => {
    await act('Add what holds up').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'Transport' }).check()
    await dialog.getByLabel('Who sees to it').fill('Ambulance desk')
    await dialog.locator('form').getByRole('button', { name: 'Add what holds up' }).click()
    await stage('Held up')
    await expect(out).toContainText('Ambulance desk')
    await expect(tile(page, '4W-1').getByRole('img', { name: 'Held up, 1 thing open' })).toBeVisible()
    await expect(act('Ready to leave')).toHaveCount(0)
  })
  await test.step('it is done, she is ready', async () => {
    await act(/^Done/).click()
    await stage('Expected')
    await act('Ready to leave').click()
    await stage('Ready to leave')
    await expect(tile(page, '4W-1').getByRole('img', { name: 'Ready to leave' })).toBeVisible()
  })
  await test.step('she goes; the clock of the bed runs', async () => {
    await act('Discharge home').click()
    await expect(tile(page, '4W-1')).toHaveAttribute('data-state', /vacated|dirty/)
    await expect(page.getByRole('complementary').locator('header time[dir="ltr"]')).toHaveText(/^\d\d:\d\d$/)
  })
  await test.step('the bed is cleaned', async () => {
    if ((await tile(page, '4W-1').getAttribute('data-state')) === 'vacated')
      await act('Ask for cleaning').click()
    await act('Start cleaning').click()
    await expect(tile(page, '4W-1')).toHaveAttribute('data-state', 'cleaning')
    await act('Bed is clean').click()
    await expect(tile(page, '4W-1')).toHaveAttribute('data-state', 'ready')
  })
  await test.step('the day counts her, against her plan, beside how long she stayed', async () => {
    await page.keyboard.press('Escape')
    await expect(list).toContainText('Left today')
    await expect(list.locator(`[data-key="${encounter_id}"]`)).toContainText('before the plan')
    await expect(list).toContainText('Before noon')
    await expect(list).toContainText('1 patient')
  })
  await test.step('her story tells all of it', async () => {
    await page.goto(`${house.url}/encounter?id=${encounter_id}`)
    await expect(page.getByRole('heading', { name: 'Ashworth' })).toBeVisible()
    const story = page.locator('main')
    for (const told of ['4W-1', 'Transport · Ambulance desk', 'Ready to leave', 'Home'])
      await expect(story).toContainText(told)
  })
  expect(errors).toEqual([])
  await page.context().close()
})
