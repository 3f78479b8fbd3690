/** From nothing: a hospital that is not there yet, one that appears, what another system sends it, and names that bite. */
import { expect, test, type Page } from '@playwright/test'
import { codeOf, dial } from '../hl7/peer.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { naughtyNames } from './naughty.ts'
import { overflow, tile, watched } from './watched.ts'
import { adt, SITE, ward } from './ward.ts'
import { asked } from '../support/keys.ts'

test.describe.configure({ mode: 'serial' })

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
})
test.afterAll(() => house.clear())

async function answerTo(message: string): Promise<string | undefined> {
  const peer = await dial(house.ports.hl7)
  try {
    return codeOf(await peer.ask(message))
  } finally {
    await peer.close()
  }
}

test('an empty hospital says so, and fills without a reload when it is laid out', async ({ browser }) => {
  const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
  const desk = await watched(browser, `${house.url}/beds`, 'console')
  for (const { page } of [wall, desk]) {
    await expect(page.getByText('No hospital yet')).toBeVisible()
    await expect(page.getByText('/api/commands/hospital/lay-out')).toBeVisible()
    await expect(page.getByText('SIMULATED DATA')).toHaveCount(0)
  }
  await house.done('hospital/lay-out', ward)
  for (const { page, errors } of [wall, desk]) {
    await expect(page.locator('.tile[data-bed]')).toHaveCount(6)
    await expect(page.getByText('No hospital yet')).toHaveCount(0)
    expect(errors).toEqual([])
    await page.context().close()
  }
})

test('a message about a bed nobody knows is quarantined, with its reason and its text to read', async ({
  browser,
}) => {
  const { page, errors } = await watched(browser, `${house.url}/inbox`, 'console')
  await expect(page.getByText('Nothing has arrived yet')).toBeVisible()
  expect(await answerTo(adt('A01', { mrn: 'Q1', name: 'Lost^Patient', bed: '9Z-9', unit: '9Z' }))).toBe('AE')
  const row = page.getByRole('row').filter({ hasText: 'ADT^A01' })
  await expect(row).toContainText('Quarantined')
  await expect(row).toContainText('9Z')
  await row.getByRole('button').click()
  const message = page.getByRole('complementary')
  await expect(message).toContainText('PID|1||Q1^^^GH^MR||Lost^Patient')
  await expect(message).toContainText('It changed nothing.')
  expect(errors).toEqual([])
  await page.context().close()
})

/** One bed, taken by one after the other, by both ways in. */
async function admitNaughty(name: string, way: 'command' | 'HL7', nth: number): Promise<void> {
  const mrn = `N${way}${nth}`
  if (way === 'HL7') {
    expect(await answerTo(adt('A01', { mrn, name: escaped(name), bed: '4W-1' }))).toBe('AA')
    return
  }
  const { patient_id } = await house.done('patients/register', { site: SITE, mrn, family: name })
  await house.done('admissions/admit', {
    site: SITE,
    patient_id,
    class: 'inpatient',
    to: { bed: '4W-1' },
    override: ['bed-not-ready'], // nobody cleans between two of these
  })
}

/** As HL7 writes its own delimiters in a text (chapter 2, section 2.7). */
function escaped(text: string): string {
  const codes: Record<string, string> = { '|': 'F', '^': 'S', '&': 'T', '~': 'R', '\\': 'E' }
  return text.replaceAll(/[|^&~\\]/g, (mark) => `\\${codes[mark] ?? ''}\\`)
}

async function freeBed(): Promise<void> {
  const board = (await (await asked(`${house.url}/api/boards/beds?site=${SITE}&level=full`)).json()) as {
    rows: { bed: string; patient: { encounter_id: number } | null }[]
  }
  const encounter_id = board.rows.find(({ bed }) => bed === '4W-1')?.patient?.encounter_id
  if (encounter_id !== undefined)
    await house.done('admissions/cancel-admit', { encounter_id, why: 'the next one comes' })
}

const tripped = (page: Page) => page.evaluate(() => Reflect.has(window, 'tripped'))

for (const way of ['command', 'HL7'] as const) {
  test(`naughty names that came by ${way} stand on the screen as they are, and do nothing`, async ({
    browser,
  }) => {
    const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
    const desk = await watched(browser, `${house.url}/beds?bed=4W-1`, 'console')
    for (const [nth, name] of naughtyNames.entries()) {
      await test.step(JSON.stringify(name), async () => {
        await admitNaughty(name, way, nth)
        const shown = desk.page.getByRole('complementary').locator('dd.patient strong')
        await expect.poll(async () => (await shown.textContent()) ?? '').toContain(name)
        await expect(tile(wall.page, '4W-1')).toHaveAttribute('data-state', 'occupied')
        expect((await overflow(wall.page)).across).toBeLessThanOrEqual(0)
        expect((await overflow(desk.page)).across).toBeLessThanOrEqual(0)
        await freeBed()
        await expect(tile(wall.page, '4W-1')).not.toHaveAttribute('data-state', 'occupied')
      })
    }
    for (const { page, errors, dialogs } of [wall, desk]) {
      expect(await tripped(page)).toBe(false)
      expect(dialogs).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    }
  })
}
