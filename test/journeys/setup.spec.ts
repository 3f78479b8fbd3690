/** The first hour: from nothing to beds on the wall, by a file that had mistakes in it. */
import { expect, test } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { overflow, tile, watched } from './watched.ts'

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
