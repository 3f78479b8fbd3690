/** With a phone in a ward: a cleaner where there are dead spots, a nurse whose patient gets worse. */
import { expect, test, type Page } from '@playwright/test'
import { emptyHospital, type Hospital } from './hospital.ts'
import { SITE, ward } from './ward.ts'
import { VitalMonitor } from '../../devices/vital-monitor.ts'
import { minutesAgo } from '../support/minutes-ago.ts'
import { until } from '../support/until.ts'
import { tile, watched } from './watched.ts'
import { asked, signedIn } from '../support/keys.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
  const { patient_id } = await house.done('patients/register', {
    site: SITE,
    family: 'Ashworth',
    given: 'Ann',
  })
  const { encounter_id } = await house.done('admissions/admit', {
    site: SITE,
    patient_id,
    class: 'inpatient',
    to: { bed: '4W-2' },
  })
  await house.done('admissions/discharge', { encounter_id })
})
test.afterAll(() => house.clear())

interface Story {
  turnovers: { started_at: string | null; finished_at: string | null }[]
  acts: { command: string; who: string; at: string }[]
}
const story = async (): Promise<Story> =>
  (await (await asked(`${house.url}/api/bed-story?site=${SITE}&bed=4W-2`)).json()) as Story

const job = (page: Page) => page.locator('article[data-job="4W-2"]')
const press = (page: Page, name: string) => job(page).getByRole('button', { name, exact: true }).click()

test('what a cleaner does without a link is done once, at the instant it was done', async ({ browser }) => {
  const secret = await signedIn(house.databaseUrl, 'Ana Souza')
  const { page, errors, frames } = await watched(browser, `${house.url}/tasks`, 'phone', { secret })
  const context = page.context()
  await page.getByLabel('Your name, as lists show it').fill('Ana Souza')
  await page.getByRole('button', { name: 'Begin the shift' }).click()
  // Left a moment ago, it has asked for its cleaning by itself.
  await expect(job(page)).toHaveAttribute('data-stage', 'waiting')
  expect([await page.content(), ...frames].join('\n')).not.toContain('Ashworth')
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    if (!active) throw new Error('no service worker')
    const deadline = Date.now() + 5000
    while (Date.now() < deadline) {
      const kept = await (await caches.open('wardroom-page')).keys()
      if (kept.some(({ url }) => url.endsWith('.js')) && kept.some(({ url }) => url.endsWith('/tasks')))
        return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('the page is not kept')
  })

  await context.setOffline(true)
  await expect(page.getByText('No link.')).toBeVisible()
  const before = Date.now()
  await press(page, 'Start')
  const started = Date.now()
  await expect(job(page)).toHaveAttribute('data-stage', 'under-way')
  await expect(page.getByText('1 step waits to be sent')).toBeVisible()

  await page.reload() // the battery, a pocket, a careless thumb
  await expect(job(page)).toHaveAttribute('data-stage', 'under-way')
  await press(page, 'Done')
  const finished = Date.now()
  await expect(page.getByText('2 steps wait to be sent')).toBeVisible()
  expect((await story()).turnovers[0]).toMatchObject({ started_at: null, finished_at: null })

  await context.setOffline(false)
  await expect(page.getByText(/wait(s)? to be sent/)).toHaveCount(0)
  const { turnovers, acts } = await story()
  const at = (instant: string | null | undefined) => Date.parse(instant ?? '')
  expect(at(turnovers[0]?.started_at)).toBeGreaterThanOrEqual(before - 1000)
  expect(at(turnovers[0]?.started_at)).toBeLessThanOrEqual(started + 1000)
  expect(at(turnovers[0]?.finished_at)).toBeGreaterThanOrEqual(started - 1000)
  expect(at(turnovers[0]?.finished_at)).toBeLessThanOrEqual(finished + 1000)
  const hers = acts.filter(({ who }) => who === 'Ana Souza')
  expect(hers.map(({ command }) => command).sort()).toEqual(['cleaning/finish', 'cleaning/start'])
  await expect(page.getByRole('heading', { name: 'Done by you today' })).toBeVisible()
  expect(errors).toEqual([])
  await context.close()
})

test('the code of a bed nobody asked for opens it, and the second cleaner reads who was first', async ({
  browser,
}) => {
  const { page } = await watched(browser, `${house.url}/tasks?bed=4W-3`, 'phone')
  await page.getByLabel('Your name, as lists show it').fill('Ben Okri')
  await page.getByRole('button', { name: 'Begin the shift' }).click()
  await expect(page.getByText('Nobody has asked for bed 4W-3.')).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByText('No link.')).toBeVisible()
  await page.getByRole('button', { name: 'Start cleaning 4W-3' }).click()
  await house.done('cleaning/start', { site: SITE, bed: '4W-3' }) // somebody else, meanwhile
  await page.context().setOffline(false)
  await expect(page.getByRole('alert')).toContainText(/4W-3 is being cleaned by .+ since \d\d \w+, \d\d:\d\d/)
  await page.getByRole('button', { name: 'Put away' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.context().close()
})

test('a patient gets worse: seen at the bed by a nurse, on the wall by everybody, by a monitor once a nurse agrees', async ({
  browser,
}) => {
  const { patient_id } = await house.done('patients/register', {
    site: SITE,
    family: 'Birtwistle',
    given: 'Bo',
    birth_date: '1950-01-01',
  })
  const to = { bed: '4W-6' }
  const at = minutesAgo(90)
  await house.done('admissions/admit', { site: SITE, patient_id, class: 'inpatient', to, at })
  const secret = await signedIn(house.databaseUrl, 'Nia Okafor')
  const phone = await watched(browser, `${house.url}/obs?site=${SITE}&unit=4W`, 'phone', { secret })
  const wall = await watched(browser, `${house.url}/wall/beds?site=${SITE}&unit=4W`, 'wall', { secret })
  const { page } = phone
  const listed = wall.page.locator('[data-deteriorating] [data-bed="4W-6"]')
  const takes = async (values: Record<string, string>, score: number) => {
    for (const [field, value] of Object.entries(values)) await page.locator(`#obs-${field}`).fill(value)
    await page.getByRole('radio', { name: 'Air', exact: true }).check()
    await page.getByRole('radio', { name: 'Alert', exact: true }).check()
    await expect(page.locator(`[data-preview="${score}"]`)).toBeVisible()
    await page.getByRole('button', { name: 'Save the set' }).click()
    await expect(page.locator(`[data-taken="${score}"]`)).toBeVisible()
  }
  const well = {
    respiration: '16',
    spo2: '97',
    systolic: '124',
    diastolic: '78',
    pulse: '72',
    temperature: '36.8',
  }

  await test.step('never observed and here for more than an hour, they are overdue', async () => {
    await expect(page.locator('[data-obs="4W-6"]')).toHaveAttribute('data-overdue', 'true')
    await page.locator('[data-obs="4W-6"]').click()
    await takes(well, 0)
    await expect(tile(wall.page, '4W-6')).toBeVisible()
    await expect(wall.page.locator('[data-deteriorating]')).toHaveCount(0)
  })
  await test.step('worse: the wall says which bed, how bad and whom to call, and no name and no value', async () => {
    await takes({ ...well, respiration: '26', spo2: '92', pulse: '118' }, 7)
    await expect(listed).toContainText('NEWS 7')
    await expect(listed).toContainText('Emergency team')
    await expect(tile(wall.page, '4W-6').locator('[data-news="7"]')).toBeVisible()
    expect(wall.frames.join('\n')).not.toContain('Birtwistle')
    expect(wall.frames.join('\n')).not.toContain('"pulse":118')
  })
  await test.step('a monitor at the bed says it is worse still; nobody has confirmed it, until the nurse does', async () => {
    await house.done('devices/register', { site: SITE, kind: 'monitor', code: 'm-1', bed: '4W-6' })
    const key = await house.keyOf('monitor', SITE, 'm-1')
    const monitor = new VitalMonitor({ url: house.mqttUrl, site: SITE, device: 'm-1', secret: key })
    monitor.start()
    await until(() => monitor.online, { what: 'the monitor' })
    monitor.measures({
      respiration: 28,
      spo2: 89,
      systolic: 98,
      diastolic: 60,
      pulse: 134,
      temperature: 38.4,
    })
    await monitor.settled()
    await expect(listed).toContainText('NEWS 12')
    await expect(page.getByText('Not confirmed by anybody yet.')).toBeVisible()
    await page.getByRole('button', { name: 'Confirm: it is so' }).click()
    await expect(page.getByText('Not confirmed by anybody yet.')).toHaveCount(0)
    await monitor.stop()
  })
  expect([...phone.errors, ...wall.errors]).toEqual([])
})
