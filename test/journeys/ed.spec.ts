/** The emergency department at its console and on its wall: from the ambulance to boarding, and somebody who goes unseen. */
import { expect, test, type Page } from '@playwright/test'
import { asked, signedIn } from '../support/keys.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { SITE, ward } from './ward.ts'
import { watched, type Watched } from './watched.ts'

const MINUTE_MS = 60_000

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  const emergency = {
    unit: 'ED',
    name: 'Emergency',
    kind: 'emergency' as const,
    rooms: [{ room: 'Majors', beds: ['ED-1', 'ED-2', 'ED-3'].map((bed) => ({ bed })) }],
  }
  await house.done('hospital/lay-out', { ...ward, units: [...ward.units, emergency] })
})
test.afterAll(() => house.clear())

/** The nurse in charge at the console. */
async function nurse(browser: Parameters<typeof watched>[0]): Promise<Watched> {
  const secret = await signedIn(house.databaseUrl, 'Nia Nurse')
  return watched(browser, `${house.url}/ed`, 'console', { secret })
}
const line = (page: Page, name: string) => page.locator('[data-visit]').filter({ hasText: name })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const inDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

test('from the ambulance to boarding, and the line of boarding is passed before everybody’s eyes', async ({
  browser,
}) => {
  const desk = await nurse(browser)
  const wall = await watched(browser, `${house.url}/wall/ed`, 'wall')
  const { page } = desk
  const ambulance = page.locator('[data-ambulance="Medic 7"]')
  await test.step('it is announced, comes later than was said, and stands at the door', async () => {
    await press(page, 'Announce an ambulance')
    await page.getByLabel('Call sign').fill('Medic 7')
    await page.getByLabel('Complaint').fill('Chest pain')
    await inDialog(page, 'Announce an ambulance')
    await expect(ambulance).toContainText('in')
    await expect(wall.page.locator('[data-ambulance="Medic 7"]')).toBeVisible()
    await ambulance.getByRole('button', { name: 'When?' }).click()
    await page.getByLabel('Expected in [minutes]').fill('25')
    await inDialog(page, 'Say when an ambulance is expected')
    await expect(ambulance).toContainText(/in\s*2[45]:/)
    await ambulance.getByRole('button', { name: 'It is here' }).click()
    await expect(ambulance).toContainText('At the door')
  })
  await test.step('its patient, whom nobody knows, is registered and received, and handed over', async () => {
    await press(page, 'Receive in the department')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'New patient' }).check()
    await dialog.getByLabel('Family name').fill('Quenby')
    await dialog.getByRole('radio', { name: 'By ambulance' }).check()
    await dialog.getByLabel('Ambulance', { exact: true }).selectOption({ label: 'Medic 7' })
    await inDialog(page, 'Receive in the department')
    await expect(line(page, 'Quenby')).toHaveAttribute('data-stage', 'waiting')
    await ambulance.getByRole('button', { name: 'Take over the patient' }).click()
    await expect(ambulance).toHaveCount(0)
    await expect(wall.page.locator('[data-ambulance]')).toHaveCount(0)
  })
  await test.step('triaged, in a space, seen: each is the next step of their line', async () => {
    await line(page, 'Quenby').getByRole('button', { name: 'Triage' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^2/ }).click()
    await line(page, 'Quenby').getByRole('button', { name: 'Give a space' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^ED-2/ }).click()
    await expect(line(page, 'Quenby')).toHaveAttribute('data-stage', 'treatment')
    await expect(page.locator('[data-space="ED-2"]')).toHaveAttribute('data-stage', 'treatment')
    await line(page, 'Quenby').getByRole('button', { name: 'Seen' }).click()
  })
  await test.step('to be admitted, they board: on the wall too, by their initials at most', async () => {
    await line(page, 'Quenby').getByRole('button', { name: 'Decide to admit' }).click()
    await inDialog(page, 'Decide to admit')
    await expect(line(page, 'Quenby')).toHaveAttribute('data-stage', 'boarding')
    await expect(line(page, 'Quenby').getByRole('link', { name: 'Find a bed' })).toBeVisible()
    await expect(wall.page.locator('[data-stage="boarding"]')).toContainText('ED-2')
    await expect(wall.page.locator('[data-stage="boarding"]')).not.toContainText('Quenby')
  })
  await test.step('the decision was somebody else’s: taken back with why, they are in treatment; and decided again', async () => {
    await line(page, 'Quenby').getByRole('button', { name: 'Other…' }).click()
    await inDialog(page, 'Take back the last step')
    await expect(page.getByRole('dialog').getByRole('radio', { name: 'The decision to admit' })).toBeChecked()
    await page.getByRole('dialog').getByLabel('Why').fill('Meant for the next bed')
    await inDialog(page, 'Take it back')
    await expect(line(page, 'Quenby')).toHaveAttribute('data-stage', 'treatment')
    await line(page, 'Quenby').getByRole('button', { name: 'Decide to admit' }).click()
    await inDialog(page, 'Decide to admit')
    await expect(line(page, 'Quenby')).toHaveAttribute('data-stage', 'boarding')
  })
  await test.step('somebody who has boarded for nearly four hours passes the line; that they get worse stands on their line', async () => {
    const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()
    const { patient_id } = await house.done('patients/register', { site: SITE, family: 'Thornycroft' })
    const came = { site: SITE, patient_id, to: { bed: 'ED-3' }, at: ago(300 * MINUTE_MS) }
    const { encounter_id } = await house.done('ed/arrive', came)
    await house.done('ed/decide', { encounter_id, at: ago(240 * MINUTE_MS - 8000) })
    for (const row of [
      line(page, 'Thornycroft'),
      wall.page.locator('[data-stage="boarding"]').filter({ hasText: 'ED-3' }),
    ])
      await expect(row.locator('[data-soon="true"]')).toContainText('boarding')
    await expect(line(page, 'Thornycroft').locator('.passed')).toContainText('boarding')
    await expect(
      wall.page.locator('[data-stage="boarding"]').filter({ hasText: 'ED-3' }).locator('[data-soon="true"]'),
    ).toHaveCount(0)
    await expect(wall.page.locator('.figures')).toContainText(/\d+(\.\d)? h today/)
    await house.done('observations/record', {
      ...{ encounter_id, respiration: 26, spo2: 90, oxygen: 'air', systolic: 98, diastolic: 60 },
      ...{ pulse: 118, consciousness: 'A', temperature: 38.6 },
    })
    const marks = [
      line(page, 'Thornycroft'),
      wall.page.locator('[data-stage="boarding"]').filter({ hasText: 'ED-3' }),
    ].map((row) => row.locator('[data-response="emergency"]'))
    for (const mark of marks) await expect(mark).toHaveAccessibleName(/NEWS2 \d+, 5 or more/)
    await expect(line(page, 'Thornycroft')).toContainText('5 or more')
  })
  for (const { page: one, errors } of [desk, wall]) {
    expect(errors).toEqual([])
    await one.context().close()
  }
})

test('a patient who has gone before anybody saw them is noted so, and counted', async ({ browser }) => {
  const { patient_id } = await house.done('patients/register', { site: SITE, family: 'Osgathorp' })
  await house.done('ed/arrive', { site: SITE, patient_id, to: { unit: 'ED' } })
  const { page, errors } = await nurse(browser)
  await line(page, 'Osgathorp').getByRole('button', { name: 'Other…' }).click()
  await inDialog(page, 'Left without being seen')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Did not answer when called').click()
  await dialog.getByRole('button', { name: 'Left without being seen' }).click()
  await expect(page.getByRole('status').getByText('Left without being seen: noted')).toBeVisible()
  await expect(line(page, 'Osgathorp')).toHaveCount(0)
  const unseen = async (): Promise<unknown> => {
    const board = (await (await asked(`${house.url}/api/boards/crowding`)).json()) as {
      rows: { left_unseen: number }[]
    }
    return board.rows.map(({ left_unseen }) => left_unseen)
  }
  await expect.poll(unseen).toEqual([1]) // once its minute is over
  expect(errors).toEqual([])
  await page.context().close()
})
