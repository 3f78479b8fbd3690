/** A sender's word for a bed nobody knows: quarantined, mapped by a person, replayed, and on the wall. */
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
