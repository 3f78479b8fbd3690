/** The registration desk: from registration to bed, two records made one and parted again, and one who was expected. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched, type Watched } from './watched.ts'
import { SITE, ward } from './ward.ts'
import { signedIn } from '../support/keys.ts'

let house: Hospital
let amara: number
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
  const known = await house.done('patients/register', {
    ...{ site: SITE, family: 'Okafor', given: 'Amara', birth_date: '1980-02-29', sex: 'female' },
    phone: '+44 161 496 0111',
  })
  amara = known.patient_id
})
test.afterAll(() => house.clear())

async function desk(browser: Browser): Promise<Watched> {
  const secret = await signedIn(house.databaseUrl, 'Cleo Clerk', [
    { role: 'registrar', site: null, unit: null },
  ])
  return watched(browser, `${house.url}/admissions`, 'console', { secret })
}
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const record = (page: Page) => page.locator('[data-patient]')

async function born(page: Page, day: string, month: string, year: string): Promise<void> {
  await page.getByLabel('Day', { exact: true }).fill(day)
  await page.getByLabel('Month', { exact: true }).selectOption(month)
  await page.getByLabel('Year', { exact: true }).fill(year)
}
async function intoBed(page: Page, bed: string): Promise<void> {
  await page.getByRole('radio', { name: 'A bed that is ready' }).check()
  await page.getByRole('radio', { name: bed }).check()
}

test('somebody is found before they are registered twice; somebody new goes from the desk to a bed, with a wristband', async ({
  browser,
}) => {
  const { page, errors } = await desk(browser)
  await test.step('a slip in the name finds nobody; what is typed next says who it is, and why', async () => {
    await expect(page.locator('[data-find]')).toBeFocused()
    await page.keyboard.type('okafer, amara')
    await page.keyboard.press('Enter') // before the answer is there
    await expect(page.getByLabel('Family name')).toHaveValue('Okafer')
    await born(page, '29', '02', '1980')
    const same = page.locator(`[data-same="${amara}"]`)
    await expect(same).toContainText('same birth date')
    await expect(same).toContainText('name written alike')
    await same.getByRole('button', { name: 'Open this record' }).click()
    await expect(record(page)).toContainText('Okafor, Amara')
  })
  await test.step('what is missing is said at its field; then they are registered, by the keyboard', async () => {
    await page.keyboard.press('Escape')
    await expect(page.locator('[data-find]')).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('0161 496 0999')
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Telephone', { exact: true })).toHaveValue('0161 496 0999')
    await expect(page.getByLabel('Family name')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toContainText('Enter the family name')
    await page.getByRole('alert').getByRole('link').click()
    await page.keyboard.type('Pemberley')
    await page.keyboard.press('Enter')
    await expect(record(page)).toContainText('0161 496 0999')
  })
  await test.step('who pays and what was agreed to is noted, by whom', async () => {
    await button(page, 'Note insurance').click()
    await page.getByLabel('Who pays').fill('Crown Mutual')
    await page.getByLabel('Policy number').fill('CM-77')
    await page.keyboard.press('Enter')
    await expect(page.locator('[data-insurance]')).toContainText('Cleo Clerk')
    await button(page, 'Treatment: Given').click()
    await expect(page.locator('[data-consent="treatment"]')).toContainText('Given · The patient')
  })
  await test.step('a visit begins in a bed, and the wristband has their number as a code', async () => {
    await button(page, 'Inpatient').click()
    await intoBed(page, '4W-1')
    await button(page, 'Begin the visit').click()
    await expect(page.locator('[data-encounter]')).toContainText('4W-1')
    await page.getByRole('link', { name: 'Wristband and labels' }).click()
    const mrn = await page.locator('[data-band] b').textContent()
    await expect(page.getByRole('img', { name: mrn ?? '' })).toHaveCount(2)
    await expect(page.locator('a[download]')).toHaveAttribute('href', new RegExp(`FDMA%2C${mrn}`))
    await page.goto(`${house.url}/beds`)
    await expect(tile(page, '4W-1')).toContainText('Pemberley')
  })
  expect(errors).toEqual([])
  await page.context().close()
})

test('two records are made one and parted again: each has its own visit as before', async ({ browser }) => {
  const twin = await house.done('patients/register', {
    ...{ site: SITE, family: 'Okafor', given: 'Amarah', birth_date: '1980-02-29', sex: 'female' },
  })
  const visit = { site: SITE, patient_id: twin.patient_id, class: 'inpatient' as const, to: { bed: '4W-2' } }
  const { encounter_id } = await house.done('admissions/admit', visit)
  const { page, errors } = await desk(browser)
  await page.goto(`${house.url}/admissions?patient=${amara}`)
  await button(page, 'Merge another record into this one').click()
  const dialog = page.getByRole('dialog')
  await dialog.locator(`[data-same="${twin.patient_id}"]`).getByRole('button', { name: 'Choose' }).click()
  await button(page, 'Okafor, Amarah is the same person: merge').click()
  await expect(page.locator(`[data-encounter="${encounter_id}"]`)).toContainText('4W-2')
  const merged = page.locator(`[data-merged="${twin.patient_id}"]`)
  await expect(merged).toContainText('by Cleo Clerk, with 1 visit')
  await merged.getByRole('button', { name: 'Part again' }).click()
  await dialog.locator('form').getByRole('button', { name: 'Part again' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Say why')
  await button(page, 'They are two people').click()
  await dialog.locator('form').getByRole('button', { name: 'Part again' }).click()
  await expect(merged).toHaveCount(0)
  await expect(page.locator('[data-encounter]')).toHaveCount(0)
  await page.goto(`${house.url}/admissions?patient=${twin.patient_id}`)
  await expect(page.locator(`[data-encounter="${encounter_id}"]`)).toContainText('4W-2')
  expect(errors).toEqual([])
  await page.context().close()
})

test('somebody is expected, and comes', async ({ browser }) => {
  const { page, errors } = await desk(browser)
  await page.goto(`${house.url}/admissions?patient=${amara}`)
  await button(page, 'Day case').click()
  await page.getByRole('radio', { name: 'Expected later' }).check()
  await button(page, 'Expect them').click()
  await expect(page.getByRole('alert')).toContainText('Choose the day and the time')
  await page.locator('#arrival').selectOption({ index: 1 })
  await page.getByLabel('Time').selectOption('23:30')
  await button(page, 'Expect them').click()
  const expected = page.locator('[data-expected]')
  await expect(expected).toContainText('Okafor, Amara')
  await expect(expected).toContainText('23:30')
  await expected.getByRole('button', { name: 'Has come' }).click()
  await intoBed(page, '4W-3')
  await page.getByRole('dialog').getByRole('button', { name: 'Has come' }).click()
  await expect(expected).toHaveCount(0)
  await expect(page.locator('[data-encounter]')).toContainText('4W-3')
  await page.goto(`${house.url}/beds`)
  await expect(tile(page, '4W-3')).toContainText('Okafor')
  expect(errors).toEqual([])
  await page.context().close()
})
