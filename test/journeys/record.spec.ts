/** Who let themselves in, and who looks at it afterwards: emergency access and the record, as people use them. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { signedIn } from '../support/keys.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { SITE, ward } from './ward.ts'
import { tile, watched, withoutFaults } from './watched.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  const icu = { unit: 'ICU', name: 'Intensive Care', kind: 'icu' as const, rooms: [] }
  await house.done('hospital/lay-out', { ...ward, units: [...ward.units, icu] })
})
test.afterAll(() => house.clear())

test('a nurse of another unit lets herself in where a life is at risk, ends it, and an administrator reviews what she did', async ({
  browser,
}) => {
  const { patient_id } = await house.done('patients/register', {
    site: SITE,
    family: 'Okafor',
    given: 'Amara',
    mrn: 'JOURNEY-1',
  })
  await house.done('admissions/admit', { site: SITE, patient_id, class: 'inpatient', to: { bed: '4W-1' } })
  const place = { site: SITE, unit: 'ICU' }
  const secret = await signedIn(house.databaseUrl, 'Nadia Nurse', [{ role: 'nurse', ...place }])
  const nurse = await watched(browser, `${house.url}/beds`, 'console', { secret })
  await test.step('her own unit is one click from the beds; the other she may not name', async () => {
    await expect(nurse.page.getByRole('link', { name: 'ICU', exact: true })).toHaveAttribute(
      'href',
      '/unit/ICU?site=gh',
    )
    await nurse.page.goto(`${house.url}/unit/4W`)
    await expect(tile(nurse.page, '4W-1')).toBeVisible()
    await expect(tile(nurse.page, '4W-1')).not.toContainText('Okafor')
  })
  await test.step('she says why, and is in', async () => {
    await nurse.page.goto(`${house.url}/emergency`)
    await withoutFaults(nurse.page)
    await nurse.page.getByLabel('Unit').selectOption('4W')
    await nurse.page.getByLabel('What has happened').fill('Arrest call, nobody of the unit near')
    await nurse.page.getByRole('button', { name: 'Let me in now' }).click()
    await expect(nurse.page.getByText('Emergency access to Ward 4 West.')).toBeVisible()
    await expect(tile(nurse.page, '4W-1')).toContainText('Okafor')
    await withoutFaults(nurse.page)
  })
  await test.step('she ends it, and at once it is as before', async () => {
    await nurse.page.getByRole('button', { name: 'End it now' }).click()
    await expect(nurse.page.getByText('Emergency access to Ward 4 West.')).toHaveCount(0)
    await expect(tile(nurse.page, '4W-1')).not.toContainText('Okafor')
  })
  const desk = await watched(browser, `${house.url}/admin/audit`, 'console')
  await test.step('it stands first on the record until somebody else has looked at what she did', async () => {
    await expect(desk.page.getByText('Arrest call, nobody of the unit near', { exact: true })).toBeVisible()
    await withoutFaults(desk.page)
    await desk.page.getByRole('button', { name: /rows? under it/ }).click()
    await expect(desk.page.locator('tbody tr:not([data-emergency="true"])')).toHaveCount(0)
    const opened = desk.page.locator('tbody tr').filter({ hasText: 'emergency/open' })
    await expect(opened).toContainText('Nadia Nurse')
    await desk.page.getByRole('button', { name: 'Review', exact: true }).click()
    await desk.page.getByLabel('What you found').fill('She was at the arrest; the unit confirms it')
    await desk.page.getByRole('button', { name: 'It is reviewed' }).click()
    await expect(desk.page.getByText('Arrest call, nobody of the unit near', { exact: true })).toHaveCount(0)
  })
  await test.step('the record of her is found by her name, and taken along as a file', async () => {
    await desk.page.getByRole('button', { name: 'Show all' }).click()
    await desk.page.getByLabel('Who').fill('Nadia')
    await desk.page.getByRole('button', { name: 'Find', exact: true }).click()
    await expect(desk.page.locator('tbody tr').first()).toContainText('Nadia Nurse')
    const coming = desk.page.waitForEvent('download')
    await desk.page.getByRole('link', { name: 'As CSV' }).click()
    const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\r\n')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines.slice(1)) expect(line).toContain('Nadia Nurse')
  })
  expect([...nurse.errors, ...desk.errors]).toEqual([])
  for (const { page } of [nurse, desk]) await page.context().close()
})
