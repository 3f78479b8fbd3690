/** The way out, from the expected date to the next patient's bed, as a charge nurse works it on her unit's view. */
import { expect, test } from '@playwright/test'
import type { JobRow } from '../../schema/boards/jobs.ts'
import { BedSensor } from '../../devices/bed-sensor.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched } from './watched.ts'
import { SITE, ward } from './ward.ts'
import { asked } from '../support/keys.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', { ...ward, conflict_after_s: 1 })
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

test('she has gone and nobody wrote it down: her bed’s sensor starts the dead-bed clock, and the record that follows does not set it back', async ({
  browser,
}) => {
  const { patient_id } = await house.done('patients/register', { site: SITE, family: 'Birtwhistle' })
  const { encounter_id } = await house.done('admissions/admit', {
    site: SITE,
    patient_id,
    class: 'inpatient',
    to: { bed: '4W-2' },
  })
  await house.done('discharges/order', { encounter_id })
  const desk = await watched(browser, `${house.url}/unit/4W`, 'console')
  const phone = await watched(browser, `${house.url}/tasks`, 'phone')
  const secret = await house.keyOf('bed', SITE, '4w-2')
  const sensor = new BedSensor({ url: house.mqttUrl, site: SITE, device: '4w-2', secret })
  const panel = desk.page.getByRole('complementary')
  const job = phone.page.locator('article[data-job="4W-2"]')
  const cleaning = async (): Promise<JobRow | undefined> => {
    const board = (await (await asked(`${house.url}/api/boards/jobs?level=full`)).json()) as {
      rows: JobRow[]
    }
    return board.rows.find(({ at }) => at.bed === '4W-2')
  }
  try {
    await phone.page.getByLabel('Your name, as lists show it').fill('Ana Souza')
    await phone.page.getByRole('button', { name: 'Begin the shift' }).click()
    await tile(desk.page, '4W-2').click()
    await test.step('she lies in it, and there is nothing to clean', async () => {
      sensor.start()
      sensor.occupied(true)
      await expect(panel).toContainText('someone in it')
      await expect(job).toHaveCount(0)
    })
    await test.step('she gets up and goes: the tile says so, and the turn opens by itself', async () => {
      sensor.occupied(false)
      await expect(tile(desk.page, '4W-2').locator('.word')).toHaveText('Sensor empty')
      await expect(panel).toContainText('A nurse must look first')
      await expect(panel).toContainText(/goal \d\d:\d\d/)
      await expect(tile(desk.page, '4W-2')).toHaveAttribute('data-state', 'occupied')
    })
    await test.step('the cleaners see it coming, and may not begin', async () => {
      await expect(job).toHaveAttribute('data-stage', 'to-check')
      await expect(job.getByRole('button', { name: 'Start', exact: true })).toHaveCount(0)
    })
    const before = await cleaning()
    expect(before).toMatchObject({ opened_by: 'sensor', stage: 'to-check', asked_at: null })
    await test.step('the nurse writes it down: it is asked for now, and was dead since the sensor said so', async () => {
      await panel.getByRole('button', { name: 'Discharge home' }).first().click()
      await expect(tile(desk.page, '4W-2')).toHaveAttribute('data-state', 'dirty')
      await expect(job).toHaveAttribute('data-stage', 'waiting')
      const after = await cleaning()
      expect(after).toMatchObject({ id: before?.id, vacated_at: before?.vacated_at })
      expect(Date.parse(after?.asked_at ?? '')).toBeGreaterThan(Date.parse(before?.vacated_at ?? ''))
    })
    expect([...desk.errors, ...phone.errors]).toEqual([])
    expect(phone.frames.join('\n')).not.toContain('Birtwhistle')
  } finally {
    await sensor.stop()
    for (const { page } of [desk, phone]) await page.context().close()
  }
})
