/** The first hour: from nothing to beds on the wall, by a file that had mistakes in it; and a sensor from its box into a bed. */
import { expect, test } from '@playwright/test'
import { BedSensor } from '../../devices/bed-sensor.ts'
import { until } from '../support/until.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { overflow, tile, watched } from './watched.ts'

test.describe.configure({ mode: 'serial' })

/** What is connected with a secret that was taken back. */
const CUT_WITHIN_MS = 2000

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
})
test.afterAll(() => house.clear())

const HEADER = 'unit;unit_name;kind;room;bed;features;sensor'
const wrong = [HEADER, '4W;Ward 4 West;medical;1;4W-1;oxigen;4w-1', '4W;;;1;4W-1;;', ';;;1;4W-3;;'].join(
  '\r\n',
)
const right = [
  HEADER,
  '4W;"Ward 4 West; the bright one";medical;1;4W-1;oxygen;4w-1',
  '4W;;;1;4W-2;;',
  'ED;;emergency;;;;',
].join('\r\n')

test('an empty hospital is set up from a file, whose errors are shown before anything is made; the wall fills by itself', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
  const { page, errors } = await watched(browser, `${house.url}/`, 'console')
  await page.getByRole('link', { name: 'Set up a hospital' }).click()
  const layOut = page.getByRole('button', { name: 'Lay out the hospital' })

  await test.step('what is missing is said, and leads to where it is missing', async () => {
    await layOut.click()
    await page.getByRole('alert').getByRole('link', { name: 'Enter the name of the hospital' }).click()
    await expect(page.getByLabel('Name of the hospital')).toBeFocused()
    await page.keyboard.type('General Hospital')
    await page.getByLabel('Short code').fill('gh')
    await page.getByLabel('Time zone').fill('Europe/London')
    await page.getByLabel('Currency').fill('gbp')
  })
  await test.step('a file with errors shows all of them, and makes nothing', async () => {
    await page.getByRole('radio', { name: 'From a CSV file' }).check()
    const file = { name: 'beds.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${wrong}`) }
    await page.locator('#csv-file').setInputFiles(file)
    await expect(page.getByRole('heading', { name: '3 errors in the file' })).toBeVisible()
    const rows = page.getByRole('row')
    await expect(rows.nth(1)).toContainText(/^2\s*features\s*“oxigen” is none of/)
    await expect(rows.nth(2)).toContainText(/^3\s*bed\s*Bed 4W-1 is there already, on line 2/)
    await expect(rows.nth(3)).toContainText(/^4\s*unit\s*Must not be empty/)
    await layOut.click()
    await expect(page.getByRole('alert').getByText('Choose a file without errors')).toBeVisible()
  })
  await test.step('corrected, it is shown and laid out', async () => {
    const file = { name: 'beds.csv', mimeType: 'text/csv', buffer: Buffer.from(right) }
    await page.locator('#csv-file').setInputFiles(file)
    await expect(page.getByText('2 units, 2 beds, 1 sensor')).toBeVisible()
    expect((await overflow(page)).across).toBeLessThanOrEqual(0)
    await layOut.click()
    await expect(page.getByRole('heading', { name: 'The hospital is laid out' })).toBeFocused()
  })
  await test.step('its beds are on the wall, and its sensor on the devices console', async () => {
    await expect(tile(wall.page, '4W-1')).toHaveAttribute('data-state', 'ready')
    await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-state', 'ready')
    await page.getByRole('main').getByRole('link', { name: 'Devices' }).click()
    await expect(page.getByRole('row').filter({ hasText: '4w-1' })).toContainText('Never heard')
  })
  for (const seen of [errors, wall.errors]) expect(seen).toEqual([])
  await wall.page.context().close()
  await page.context().close()
})

test('a sensor out of its box is claimed by the code printed on it and heard; it is given a secret of its own; that is taken back, and it is cut', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
  const { page, errors } = await watched(browser, `${house.url}/devices?state=unknown`, 'console')
  const sensors: BedSensor[] = []
  const plugged = (secret: string): BedSensor => {
    const at = { url: house.mqttUrl, site: 'gh', device: 'new-7', secret }
    const sensor = new BedSensor({ ...at, retryMs: { first: 100, slowest: 500 } })
    sensors.push(sensor)
    sensor.start()
    return sensor
  }
  try {
    const boxed = plugged('K7QF-2MRX-9TWD-BHJN')
    await test.step('it knocks: the console says so, and it is claimed for a bed', async () => {
      await page.getByRole('button', { name: 'new-7' }).click()
      await expect(page.getByText('Somebody knocked under its name')).toBeVisible()
      await page.getByRole('button', { name: 'Claim by its code' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Code printed on the device').fill('k7qf2mrx9twd0000')
      await form.getByLabel('Bed').fill('4W-2')
      await form.getByRole('button', { name: 'Claim by its code' }).click()
      await expect(form.getByRole('alert')).toContainText('Nobody came with this code')
      await form.getByLabel('Code printed on the device').fill('k7qf2mrx9twdbhjn')
      await form.getByRole('button', { name: 'Claim by its code' }).click()
      await expect(page.getByText('The code printed on it, claimed by journey')).toBeVisible()
    })
    await test.step('what it feels is on the wall', async () => {
      boxed.occupied(true)
      boxed.exitAlarm(true)
      await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-severity', 'critical')
      boxed.exitAlarm(false)
      await expect(tile(wall.page, '4W-2')).not.toHaveAttribute('data-severity', 'critical')
    })
    const secret =
      await test.step('given a secret of its own, shown once as a label to print, it is cut until it has it', async () => {
        await page.getByRole('button', { name: 'Give it a new secret' }).click()
        await page.getByRole('radio', { name: 'no more, from now' }).check()
        await page.getByRole('button', { name: 'Give and show it' }).click()
        const label = page.locator('[data-label="new-7"]')
        await expect(label).toContainText('4W-2')
        const code = label.getByRole('img', { name: /^mqtt:/ })
        const url = new URL((await code.getAttribute('aria-label')) ?? '')
        expect([url.port, decodeURIComponent(url.username)]).toEqual([
          String(house.ports.mqtt),
          'gh/bed/new-7',
        ])
        await until(() => !boxed.online, { what: 'it to be cut' })
        await boxed.stop()
        await page.getByRole('button', { name: 'I have them' }).click()
        expect(await page.content()).not.toContain(url.password)
        return url.password
      })
    const sensor = plugged(secret)
    await test.step('with it, it is heard again', async () => {
      sensor.exitAlarm(true)
      await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-severity', 'critical')
      await expect(page.getByText('A secret, given by journey')).toBeVisible()
    })
    await test.step('taken back, it is cut on the spot, and who did it and why stands there', async () => {
      await page.getByRole('button', { name: 'Take back its secret' }).click()
      await page.getByRole('button', { name: 'Lost or stolen' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Take back its secret' }).click()
      await until(() => !sensor.online, { what: 'it to be cut', timeoutMs: CUT_WITHIN_MS })
      await expect(page.getByText('taken back by journey: Lost or stolen')).toBeVisible()
      await expect(page.getByText('Somebody knocked under its name')).toHaveCount(0)
    })
    for (const seen of [errors.filter((text) => !/status of 404/.test(text)), wall.errors])
      expect(seen).toEqual([])
  } finally {
    for (const sensor of sensors) await sensor.stop()
  }
  await wall.page.context().close()
  await page.context().close()
})
