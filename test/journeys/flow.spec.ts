/** Somebody is expected, comes, is planned to leave and leaves: the flow wall and the flow console say so at once, and name nobody. */
import { expect, test, type Page } from '@playwright/test'
import { asked } from '../support/keys.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { SITE, ward } from './ward.ts'
import { watched } from './watched.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

const figure = (page: Page, name: string) => page.locator('.figure').filter({ hasText: name })
/** In a minute: of today, whenever this is run. */
const soon = (): string => new Date(Date.now() + 60_000).toISOString()

test('who is awaited is to come, is admitted when they come, is to go when it is planned, and is gone', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/flow`, 'wall')
  const desk = await watched(browser, `${house.url}/`, 'console')
  const { page } = desk
  await expect(figure(wall.page, 'Admitted')).toContainText('0 to come')
  await expect(page.locator('main h1')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await expect(page).toHaveURL(/\/flow$/)
  await expect(page.getByText('No inpatients here')).toBeVisible()

  const { patient_id } = await house.done('patients/register', { site: SITE, family: 'Quillfeather' })
  const { encounter_id } = await house.done('visits/pre-admit', {
    site: SITE,
    patient_id,
    class: 'inpatient',
    expected_arrival_at: soon(),
  })
  await expect(figure(wall.page, 'Admitted')).toContainText('1 to come')
  await expect(wall.page.locator('li[data-unit=""]')).toContainText('Unit not known yet')
  await expect(figure(wall.page, 'Tonight').locator('strong')).toHaveText('1')

  await house.done('admissions/transfer', { encounter_id, to: { bed: '4W-1' } })
  await expect(figure(wall.page, 'Admitted').locator('strong')).toHaveText('1')
  await expect(figure(wall.page, 'Admitted')).toContainText('Planned: 1 done')
  await expect(wall.page.locator('li[data-unit="4W"] .here')).toHaveText('1')
  await expect(wall.page.locator('li[data-unit=""]')).toHaveCount(0)
  await expect(figure(wall.page, 'Midnight census').locator('strong')).toHaveText('0')

  await house.done('admissions/plan-discharge', { encounter_id, expected_discharge_at: soon() })
  await expect(figure(wall.page, 'Discharged')).toContainText('1 to go')
  const row = page.locator('tr[data-unit="4W"]')
  await expect(row.locator('td').last()).toBeVisible()
  await house.done('admissions/discharge', { encounter_id })
  await expect(figure(wall.page, 'Discharged').locator('strong')).toHaveText('1')
  await expect(figure(wall.page, 'Discharged')).toContainText('Planned: 1 done')
  // midnight census, admitted, moved in, moved out, discharged, same day, now, to come, to go, tonight
  await expect(row.locator('td[data-room]:not(.bars)')).toHaveText(
    ['0', '1', '0', '0', '1', '1', '0', '0', '0', '0'],
    { useInnerText: true },
  )

  const csv = await (await asked(`${house.url}/api/boards/admissions.csv?level=corridor&site=${SITE}`)).text()
  expect(csv.split('\r\n')[0]).toContain('same_day')
  expect([...wall.frames, ...desk.frames, csv].join('\n')).not.toContain('Quillfeather')
  for (const { page: one, errors } of [wall, desk]) {
    expect(errors).toEqual([])
    await one.context().close()
  }
})
