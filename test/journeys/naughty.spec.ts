/**
 * S4: a hospital in which every label is meant to do harm (its own, those of patients, notes, devices and messages, by every
 * door), on every screen: text stays text, nothing runs, and nothing hangs out of the window.
 */
import { expect, test, type Page } from '@playwright/test'
import { bigList } from '../attacks/strings.ts'
import { dial } from '../hl7/peer.ts'
import { as, connect } from '../mqtt/ward.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { naughtyNames } from './naughty.ts'
import { adt, SITE } from './ward.ts'
import { overflow, watched, type ScreenName } from './watched.ts'

test.describe.configure({ mode: 'default' })

/** The Big List lies beside the project where it lies at all; ours are always there. What no field may hold is left out. */
const texts = [...naughtyNames, ...bigList()].filter(
  (text) => !/[\0\p{Surrogate}]/u.test(text) && text.trim() !== '',
)
const short = (text: string, most: number): string => Array.from(text.trim()).slice(0, most).join('').trim()
const bedOf = (nth: number): string => `B${nth}`

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await fill()
})
test.afterAll(() => house.clear())

const layout = () =>
  ({ site: SITE, name: short(texts[1] ?? '', 60), time_zone: 'UTC', currency: 'EUR' }) as const

async function fill(): Promise<void> {
  const units = texts.slice(0, 30).map((text, nth) => ({
    unit: short(`${nth} ${text}`, 15),
    name: short(text, 60),
    kind: 'medical' as const,
    specialties: [short(text, 60)],
    rooms: [
      { room: short(`${nth} ${text}`, 15), beds: [{ bed: short(`${nth} ${text}`, 15), sensor: `s${nth}` }] },
    ],
  }))
  const beds = texts.map((_, nth) => ({ bed: bedOf(nth) }))
  const own = {
    unit: '4W',
    name: 'Ward 4 West',
    kind: 'medical' as const,
    rooms: [{ room: '1', beds: beds.slice(0, 100) }],
  }
  const rest = [1, 2].map((part) => ({
    unit: `4W${part}`,
    name: `Ward ${part}`,
    kind: 'medical' as const,
    rooms: [{ room: '1', beds: beds.slice(part * 100, part * 100 + 100) }],
  }))
  await house.done('hospital/lay-out', { ...layout(), units: [own, ...rest, ...units] })
  const peer = await dial(house.ports.hl7)
  for (const [nth, text] of texts.entries()) {
    const name = short(text, 100)
    if (nth % 10 === 9) {
      await house.ask('beds/block', { site: SITE, bed: bedOf(nth), reason: 'other', note: name })
    } else if (nth % 2 === 0) {
      const to = { bed: bedOf(nth) }
      const asked = await house.ask('patients/register', {
        site: SITE,
        family: name,
        given: name,
        mrn: `N${nth}`,
      })
      if (asked.ok)
        await house.done('admissions/admit', {
          site: SITE,
          patient_id: asked.result.patient_id,
          class: 'inpatient',
          to,
        })
    } else
      peer.send(
        adt('A01', { mrn: `H${nth}`, name: name.replaceAll(/[\r\n\x0b\x1c]/g, ' '), bed: bedOf(nth) }),
      )
  }
  const [stranger = ''] = naughtyNames
  await peer.ask(adt('A01', { mrn: stranger, name: stranger, bed: stranger, unit: stranger }))
  await peer.close()
  await house.done('hospital/set-sender', { application: stranger, facility: stranger, site: SITE })
  await sayAsADevice()
  await sayInTheDepartments()
  for (const [nth, text] of naughtyNames.entries())
    await house.ask('people/invite', {
      login: `somebody-${nth}`,
      name: short(text, 80),
      role: 'nurse',
      site: SITE,
      unit: null,
    })
}

/** What is written in an emergency department, at the desk and in clinics. What a field may not hold is refused, and that is right. */
async function sayInTheDepartments(): Promise<void> {
  const ed = { unit: 'ED', name: short(naughtyNames[0] ?? '', 60), kind: 'emergency' as const, rooms: [] }
  await house.done('hospital/lay-out', { ...layout(), units: [ed] })
  for (const [nth, text] of naughtyNames.entries()) {
    const complaint = short(text, 200)
    await house.ask('ed/announce-ambulance', {
      site: SITE,
      call_sign: short(`${nth} ${text}`, 40),
      complaint,
    })
    const name = short(text, 100)
    const asked = await house.ask('patients/register', {
      site: SITE,
      family: name,
      given: name,
      mrn: `D${nth}`,
    })
    if (asked.ok) {
      const { patient_id } = asked.result
      if (nth % 2 === 0)
        await house.ask('ed/arrive', { site: SITE, patient_id, to: { unit: 'ED' }, complaint })
      else {
        const today = new Date().toISOString()
        await house.ask('visits/pre-admit', {
          site: SITE,
          patient_id,
          class: 'inpatient',
          expected_arrival_at: today,
        })
      }
    }
    const code = short(`${nth} ${text}`, 15)
    const rooms = [short(text, 24)]
    const letter = String.fromCharCode(65 + (nth % 26))
    const set = await house.ask('clinics/set-clinic', {
      site: SITE,
      code,
      name: short(text, 60),
      letter,
      rooms,
    })
    if (!set.ok) continue
    for (let turn = 0; turn < 2; turn++) await house.ask('clinics/take', { site: SITE, clinic: code })
    await house.ask('clinics/call-next', { site: SITE, clinic: code, room: rooms[0] ?? '' })
  }
}

/** What a sensor says of itself, and what it may not say, which is kept. */
async function sayAsADevice(): Promise<void> {
  const key = await house.keyOf('bed', SITE, 's0')
  const sensor = await connect(house.mqttUrl, { ...as('s0'), password: key ?? '' })
  const said = { at: new Date().toISOString(), boot: naughtyNames[0] }
  for (const [seq, text] of naughtyNames.entries()) {
    const info = { ...said, seq, firmware: short(text, 60), model: short(text, 60) }
    await sensor.publishAsync(`wardroom/${SITE}/bed/s0/info`, JSON.stringify(info), { qos: 1 })
    await sensor.publishAsync(`wardroom/${SITE}/bed/s0/occupancy`, text, { qos: 1 })
    const channel = text.replaceAll(/[+#\0]/g, '')
    await sensor.publishAsync(`wardroom/${SITE}/bed/s0/${channel}`, text, { qos: 1 })
  }
  await sensor.endAsync()
}

const places: [string, ScreenName, string][] = [
  ['/wall/beds', 'wall', '.tile[data-bed]'],
  ['/wall/house', 'wall', 'li[data-unit]'],
  [`/wall/ed?site=${SITE}`, 'wall', '.nedocs'],
  [`/wall/tokens?site=${SITE}`, 'wall', 'main'],
  [`/ed?site=${SITE}`, 'console', '[data-visit]'],
  [`/admissions?site=${SITE}`, 'console', '[data-find]'],
  [`/clinic?site=${SITE}`, 'console', 'main'],
  [`/obs?site=${SITE}&unit=4W`, 'phone', '[data-obs]'],
  ['/', 'console', 'main h3'],
  ['/beds', 'console', '.tile[data-bed]'],
  [`/beds?bed=${bedOf(0)}`, 'console', 'aside h3'],
  [`/beds?bed=${bedOf(2)}`, 'phone', 'aside h3'],
  ['/unit/4W', 'console', '.tile[data-bed]'],
  ['/capacity', 'console', 'main tbody tr'],
  ['/huddle', 'console', 'tbody tr'],
  ['/admissions?patient=2', 'console', '[data-patient]'],
  ['/encounter?id=1', 'console', 'main h2'],
  ['/inbox', 'console', 'main tbody tr'],
  ['/inbox?view=senders', 'console', 'section h2'],
  ['/labels', 'console', '.label'],
  [`/wristband?site=${SITE}&patient=2`, 'console', '[data-band]'],
  ['/devices', 'console', 'main tbody tr'],
  ['/admin/people', 'console', 'main h1'],
  ['/admin/audit', 'console', 'main tbody tr'],
  ['/setup', 'console', 'main h2'],
]

/** Screens that show numbers and codes, and none of these. */
const WITHOUT = ['/encounter?id=1', '/setup']

const tripped = (page: Page) => page.evaluate(() => Reflect.has(window, 'tripped'))

for (const [path, screen, ready] of places) {
  test(`${path} on a ${screen} shows it all as text`, async ({ browser }) => {
    const { page, errors, dialogs } = await watched(browser, house.url + path, screen)
    await expect(page.locator(ready).first()).toBeVisible()
    await expect(page.locator('[data-live="live"]').first()).toBeVisible()
    if (!WITHOUT.includes(path))
      await expect.poll(() => page.locator('body').textContent()).toMatch(/<script|<img/) // it is there, as text
    expect((await overflow(page)).across).toBeLessThanOrEqual(0)
    expect(await tripped(page)).toBe(false)
    expect(await page.locator('script:not([src]), img[src="x"], iframe, svg[onload]').count()).toBe(0)
    expect(dialogs).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
}

test('/setup shows a file of labels that mean harm as text, errors and all', async ({ browser }) => {
  const { page, errors, dialogs } = await watched(browser, `${house.url}/setup`, 'console')
  await page.getByRole('radio', { name: 'From a CSV file' }).check()
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const lines = naughtyNames.map((text) => [text, text, 'medical', text, text, text].map(cell).join(','))
  const buffer = Buffer.from(['unit,unit_name,kind,room,bed,features', ...lines].join('\r\n'))
  await page
    .locator('#csv-file')
    .setInputFiles({ name: `${naughtyNames[0] ?? ''}.csv`, mimeType: 'text/csv', buffer })
  await expect.poll(() => page.locator('main').textContent()).toMatch(/<script|<img/)
  expect((await overflow(page)).across).toBeLessThanOrEqual(0)
  expect(await tripped(page)).toBe(false)
  expect(dialogs).toEqual([])
  expect(errors).toEqual([])
  await page.context().close()
})
