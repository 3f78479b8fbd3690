/** A house that fills up: a person declares the level, and the wall says it. */
import { expect, test } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { SITE, ward } from './ward.ts'
import { watched } from './watched.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
  for (const nth of [1, 2, 3, 4, 5, 6]) {
    const { patient_id } = await house.done('patients/register', { site: SITE, family: `Ashworth ${nth}` })
    await house.done('admissions/admit', {
      site: SITE,
      patient_id,
      class: 'inpatient',
      to: { bed: `4W-${nth}` },
    })
  }
})
test.afterAll(() => house.clear())

test('the figures speak for a level, a person declares it with its cards, the wall says so, and it can be taken back', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/house`, 'wall')
  const desk = await watched(browser, `${house.url}/capacity`, 'console')
  const { page } = desk
  const mark = wall.page.locator('.surge')
  await expect(mark).toHaveAttribute('data-level', '1')
  await expect(wall.page.getByText('Figures say 4 Extreme')).toBeVisible()
  await expect(wall.page.locator('li[data-unit="4W"]')).toContainText('6 of 6, 100 %')

  await page.getByRole('radio', { name: '4 · Extreme' }).check()
  await page.getByRole('button', { name: 'Use the starting set' }).click()
  await expect(page.getByText('put off planned admissions')).toBeVisible()

  await page.getByRole('button', { name: 'Declare a surge level' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('')
  await dialog.getByRole('button', { name: 'Declare', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('Say why')
  await dialog.getByLabel('Why').fill('every bed is taken')
  await dialog.getByRole('button', { name: 'Declare', exact: true }).click()
  await expect(mark).toHaveAttribute('data-level', '4')
  await expect(mark).toContainText('Extreme')
  await expect(wall.page.getByText('Figures say')).toHaveCount(0)
  expect(wall.frames.join('\n')).not.toMatch(/every bed is taken|Ashworth|put off planned/)
  await expect(page.locator('.state')).toContainText('every bed is taken')

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(mark).toHaveAttribute('data-level', '1')
  for (const { page, errors } of [wall, desk]) {
    expect(errors).toEqual([])
    await page.context().close()
  }
})
