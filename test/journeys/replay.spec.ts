/**
 * The inbox: a sender's word for a bed nobody knows is mapped and replayed, and on the wall; a receiver is added and tried;
 * a sender nobody knows is set once there are two sites, and what waited is replayed. And somebody goes away for an hour.
 */
import { expect, test } from '@playwright/test'
import { codeOf, dial } from '../hl7/peer.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched } from './watched.ts'
import { adt, ward } from './ward.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

test('quarantine, mapping, replay, and the bed on the wall', async ({ browser }) => {
  const peer = await dial(house.ports.hl7)
  const sent = [
    adt('A01', { mrn: 'R1', name: 'Replay^Rosa', bed: 'Window', unit: 'WEST' }),
    adt('A01', { mrn: 'R2', name: 'Replay^Rolf', bed: '4W-2', unit: 'WEST' }),
  ]
  for (const message of sent) expect(codeOf(await peer.ask(message))).toBe('AE')
  await peer.close()

  const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
  const desk = await watched(browser, `${house.url}/inbox`, 'console')
  await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-state', 'ready')
  await desk.page.getByRole('row').filter({ hasText: 'WEST' }).last().getByRole('button').click()
  const panel = desk.page.getByRole('complementary')
  await expect(panel).toContainText('Which place is “WEST^1^Window”?')

  // Nothing is guessed: the unit must be said.
  await panel.getByRole('button', { name: 'Map and replay 2 messages' }).click()
  await expect(panel).toContainText('Choose the unit that is meant')

  // The one bed by its own word: the other message still waits.
  await panel.getByLabel('Unit here').selectOption('4W')
  await panel.getByLabel('Bed here').selectOption('4W-1')
  await panel.getByRole('button', { name: 'Map and replay 2 messages' }).click()
  await expect(tile(wall.page, '4W-1')).toHaveAttribute('data-state', 'occupied')
  await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-state', 'ready')

  // The whole unit: its beds by the codes they have.
  await desk.page.getByRole('row').filter({ hasText: 'Quarantined' }).getByRole('button').click()
  await panel.getByRole('radio', { name: 'The whole unit “WEST”, with its beds' }).check()
  await panel.getByLabel('Unit here').selectOption('4W')
  await panel.getByRole('button', { name: 'Map and replay 1 message' }).click()
  await expect(tile(wall.page, '4W-2')).toHaveAttribute('data-state', 'occupied')
  await expect(desk.page.getByRole('row').filter({ hasText: 'Quarantined' })).toHaveCount(0)
  await expect(panel).toContainText('Replay')
  for (const { page, errors } of [wall, desk]) {
    expect(errors).toEqual([])
    await page.context().close()
  }
})

test('a receiver is added, and the test of its connection says that nobody listens', async ({ browser }) => {
  const desk = await watched(browser, `${house.url}/inbox?view=told`, 'console')
  const { page } = desk
  await page.getByRole('button', { name: 'Add a receiver' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Add a receiver' }).click()
  await expect(form).toContainText('Give it a name people here know.')
  await form.getByLabel('Name', { exact: true }).fill('PAS')
  await form.getByLabel('Host').fill('127.0.0.1')
  await form.getByLabel('Port').fill('1')
  await form.getByLabel('Receiving application (MSH-5)').fill('PAS')
  await form.getByRole('button', { name: 'Add a receiver' }).click()
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await expect(page.locator('[data-receiver="PAS"]')).toContainText('nobody listens on port 1.')
  expect(desk.errors).toEqual([])
  await page.context().close()
})

test('a patient goes away: the tile and the unit say so, until it is undone', async ({ browser }) => {
  const desk = await watched(browser, `${house.url}/beds?bed=4W-2`, 'console')
  const unit = await watched(browser, `${house.url}/unit/4W`, 'console')
  await desk.page.getByRole('button', { name: 'Goes away, keeps the bed' }).click()
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Goes away, keeps the bed' }).click()
  await expect(tile(desk.page, '4W-2')).toContainText('On leave')
  const away = unit.page.getByRole('region', { name: 'Away from bed' })
  await expect(away.getByRole('heading')).toContainText('1')
  await desk.page.getByRole('button', { name: 'Undo' }).click()
  await expect(away).toHaveCount(0)
  await expect(tile(desk.page, '4W-2')).not.toContainText('On leave')
  for (const { page, errors } of [desk, unit]) {
    expect(errors).toEqual([])
    await page.context().close()
  }
})

test('a sender nobody knows is set, and what waited for it is replayed', async ({ browser }) => {
  await house.done('hospital/lay-out', { ...ward, site: 'other', name: 'Other House', units: [] })
  const peer = await dial(house.ports.hl7)
  const message = adt('A01', { mrn: 'R3', name: 'Replay^Rita', bed: '4W-3' }).replace('|HIS|', '|LAB|')
  expect(codeOf(await peer.ask(message))).toBe('AE')
  await peer.close()
  const desk = await watched(browser, `${house.url}/inbox`, 'console')
  const { page } = desk
  await page.getByRole('row').filter({ hasText: 'set-sender' }).getByRole('button').click()
  await page.getByRole('link', { name: 'Say which site this sender is about' }).click()
  await page.getByRole('button', { name: 'Set this sender' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Set this sender' }).click()
  await expect(form).toContainText('Choose the site its messages are about.')
  await form.getByLabel('Its messages are about').selectOption('General Hospital')
  await form.getByRole('button', { name: 'Set this sender' }).click()
  await page.getByRole('button', { name: 'Replay 1 message' }).click()
  await expect(page.getByRole('status').filter({ hasText: '1 applied' })).toBeVisible()
  await expect(page.locator('[data-waiting]')).toHaveCount(0)
  await expect(page.locator('[data-sender="LAB^GH"]')).toContainText('General Hospital')
  expect(desk.errors).toEqual([])
  await page.context().close()
})
