/** The bed console as those who work at it use it: mouse and keyboard, and two people who want the same bed. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import type { Grant } from '../../schema/access/roles.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched, type Watched } from './watched.ts'
import { ward } from './ward.ts'
import { asked, signedIn } from '../support/keys.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

async function console(browser: Browser, who: string): Promise<Watched> {
  const secret = await signedIn(house.databaseUrl, who)
  return watched(browser, `${house.url}/beds`, 'console', { secret })
}

const choose = (page: Page, bed: string) => page.locator(`[data-tile="${bed}"]`).click()
const offer = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Do', exact: true }).getByRole('button', { name, exact: true })

/** Fills the form for a patient nobody knows yet; what is left is to send it. */
async function fillNew(page: Page, family: string, given: string): Promise<void> {
  await offer(page, 'Admit a patient').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'New patient' }).check()
  await dialog.getByLabel('Family name').fill(family)
  await dialog.getByLabel('Given name').fill(given)
}
const send = (page: Page, name: string) =>
  page.getByRole('dialog').locator('form').getByRole('button', { name, exact: true }).click()

const state = (page: Page, bed: string, is: string) =>
  expect(tile(page, bed)).toHaveAttribute('data-state', is)

test('a patient is registered, admitted, moved, swapped with another and discharged, and the bed is cleaned', async ({
  browser,
}) => {
  const desk = await console(browser, 'Bea Manager')
  const { page } = desk
  await test.step('two patients are registered and admitted', async () => {
    for (const [bed, family] of [
      ['4W-1', 'Ashworth'],
      ['4W-2', 'Birtwistle'],
    ] as const) {
      await choose(page, bed)
      await fillNew(page, family, 'Ann')
      await send(page, 'Admit a patient')
      await state(page, bed, 'occupied')
      await expect(tile(page, bed)).toContainText(family)
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
  })
  await test.step('one moves to another bed; the bed left asks for its cleaning', async () => {
    await choose(page, '4W-1')
    await offer(page, 'Transfer').click()
    await page.getByRole('dialog').getByRole('radio', { name: '4W-5' }).check()
    await send(page, 'Transfer')
    await expect(tile(page, '4W-5')).toContainText('Ashworth')
    await state(page, '4W-1', 'dirty')
  })
  await test.step('the two change beds in one act', async () => {
    await choose(page, '4W-5')
    await offer(page, 'Swap beds').click()
    await page.getByRole('dialog').getByRole('radio', { name: '4W-2' }).check()
    await send(page, 'Swap beds')
    await expect(tile(page, '4W-2')).toContainText('Ashworth')
    await expect(tile(page, '4W-5')).toContainText('Birtwistle')
  })
  await test.step('one goes home, comes back by Undo, and goes', async () => {
    await choose(page, '4W-2')
    await offer(page, 'Discharge home').click()
    await state(page, '4W-2', 'dirty')
    await page.getByRole('button', { name: 'Undo' }).click()
    await state(page, '4W-2', 'occupied')
    await offer(page, 'Discharge home').click()
    await state(page, '4W-2', 'dirty')
  })
  await test.step('the bed is cleaned, by the keyboard alone', async () => {
    for (const [name, is] of [
      ['Start cleaning', 'cleaning'],
      ['Bed is clean', 'ready'],
    ] as const) {
      await offer(page, name).focus()
      await page.keyboard.press('Enter')
      await state(page, '4W-2', is)
    }
  })
  await test.step('its story tells all of it, and who did it', async () => {
    const story = page.getByRole('complementary')
    await expect(story).toContainText('Ashworth')
    await expect(story).toContainText('Bea Manager')
  })
  expect(desk.errors).toEqual([])
  await page.context().close()
})

test('arrow keys go from bed to bed, Enter opens one, Escape leaves it', async ({ browser }) => {
  const { page } = await watched(browser, `${house.url}/beds`, 'console')
  const bed = (code: string) => page.locator(`[data-tile="${code}"]`)
  await bed('4W-3').focus()
  await page.keyboard.press('ArrowRight')
  await expect(bed('4W-4')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(bed('4W-3')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Bed 4W-3' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'Bed 4W-3' })).toHaveCount(0)
  await expect(bed('4W-3')).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.type('4W-6')
  await expect(page.locator('[data-tile]')).toHaveCount(1)
  await page.context().close()
})

test('two consoles take the same bed at once: one has it, the other reads who has it and since when', async ({
  browser,
}) => {
  const [one, two] = await Promise.all([console(browser, 'Ward A'), console(browser, 'Ward B')])
  for (const [desk, family] of [
    [one, 'Featherstone'],
    [two, 'Wolstenholme'],
  ] as const) {
    await choose(desk.page, '4W-6')
    await fillNew(desk.page, family, 'Kim')
  }
  await Promise.all([send(one.page, 'Admit a patient'), send(two.page, 'Admit a patient')])
  await state(one.page, '4W-6', 'occupied')
  await state(two.page, '4W-6', 'occupied')
  const refusal = '[role="alert"][data-code="bed-taken"]'
  await expect
    .poll(async () => (await one.page.locator(refusal).count()) + (await two.page.locator(refusal).count()))
    .toBe(1)
  const oneLost = (await one.page.locator(refusal).count()) === 1
  const loser = oneLost ? one.page : two.page
  const winner = oneLost ? 'Wolstenholme' : 'Featherstone'
  await expect(loser.locator(refusal)).toContainText(winner)
  await expect(loser.locator(refusal)).toContainText(/since \d\d:\d\d/)
  for (const { page } of [one, two]) {
    await expect(tile(page, '4W-6')).toContainText(winner)
    await page.context().close()
  }
})

test('a nurse of one ward is offered there what she may do, and in the next ward nothing; a cashier nothing at all', async ({
  browser,
}) => {
  const next = { room: '1', beds: [{ bed: '5E-1' }] }
  const east = { unit: '5E', name: 'Ward 5 East', kind: 'medical' as const, rooms: [next] }
  await house.done('hospital/lay-out', { ...ward, units: [...ward.units, east] })
  const at = async (name: string, grant: Grant, path: string): Promise<Page> => {
    const secret = await signedIn(house.databaseUrl, name, [grant])
    const { page } = await watched(browser, `${house.url}${path}`, 'console', { secret })
    return page
  }
  const nurse = await at('Nora Lund', { role: 'nurse', site: 'gh', unit: '4W' }, '/unit/4W?bed=4W-4')
  await test.step('in her own ward she blocks a bed, and takes it back', async () => {
    await expect(offer(nurse, 'Admit a patient')).toBeVisible()
    await offer(nurse, 'Block').click()
    await nurse.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await state(nurse, '4W-4', 'blocked')
    await offer(nurse, 'Unblock').click()
    await state(nurse, '4W-4', 'ready')
  })
  const nothing = async (page: Page) => {
    await expect(page.getByRole('region', { name: 'Do', exact: true })).toBeAttached()
    await expect(page.getByRole('region', { name: 'Do', exact: true }).getByRole('button')).toHaveCount(0)
    await page.context().close()
  }
  await test.step('in the next ward she sees the bed, and is offered nothing', async () => {
    await nurse.goto(`${house.url}/unit/5E?bed=5E-1`)
    await expect(nurse.getByRole('heading', { name: 'Bed 5E-1' })).toBeVisible()
    await nothing(nurse)
  })
  await test.step('nor is a cashier, anywhere', async () => {
    const cashier = await at('Cas Ode', { role: 'cashier', site: 'gh', unit: null }, '/beds?bed=4W-4')
    await expect(cashier.getByRole('heading', { name: 'Bed 4W-4' })).toBeVisible()
    await nothing(cashier)
  })
})

test('a name that is masked is revealed by keyboard: it is in no row, stands there for whoever revealed it, and is on record', async ({
  browser,
}) => {
  const { patient_id } = await house.done('patients/register', {
    site: 'gh',
    family: 'Quillfeather',
    given: 'Xenia',
    privacy: 'hidden',
  })
  await house.done('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-3' } })
  const [{ page, errors, frames }, other] = await Promise.all([
    console(browser, 'Nia'),
    console(browser, 'Bo'),
  ])
  await expect(tile(page, '4W-3')).toContainText('Name masked')
  await choose(page, '4W-3')
  const panel = page.getByRole('complementary', { name: 'Bed 4W-3' })
  await expect(panel.getByText('Name masked').first()).toBeVisible()
  expect(frames.join('\n')).not.toContain('Quillfeather')
  await panel.getByRole('button', { name: 'Reveal name' }).focus()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('status')).toContainText('on record')
  await expect(tile(page, '4W-3')).toContainText('Quillfeather, Xenia')
  await expect(tile(other.page, '4W-3')).toContainText('Name masked')
  await expect
    .poll(async () => JSON.stringify(await (await asked(`${house.url}/api/audit?what=query/reveal`)).json()))
    .toMatch(/"who":"Nia".*Quillfeather, Xenia/)
  await test.step('where the site asks why, the reason is chosen first', async () => {
    await house.done('hospital/mask-names', { site: 'gh', masked: 'everybody', reason: true })
    await expect(tile(page, '4W-3')).toContainText('Quillfeather')
    await page.reload()
    await panel.getByRole('button', { name: 'Reveal name' }).click()
    await page.getByRole('dialog').getByRole('radio', { name: 'To make sure who it is' }).check()
    await page.getByRole('dialog').getByRole('button', { name: 'Reveal name' }).click()
    await expect(tile(page, '4W-3')).toContainText('Quillfeather, Xenia')
    await house.done('hospital/mask-names', { site: 'gh', masked: 'hidden', reason: false })
  })
  expect([...frames, ...other.frames].join('\n')).not.toContain('Quillfeather')
  expect([...errors, ...other.errors]).toEqual([])
  for (const one of [page, other.page]) await one.context().close()
})
