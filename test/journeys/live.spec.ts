/** The journey of the whole house: messages at two doors, two browsers, and a server that is killed in between. */
import { expect, test, type Page } from '@playwright/test'
import { BedSensor } from '../../devices/bed-sensor.ts'
import { dial } from '../hl7/peer.ts'
import { emptyHospital, type Hospital } from './hospital.ts'
import { tile, watched } from './watched.ts'
import { adt, SITE, ward } from './ward.ts'
import { asked } from '../support/keys.ts'

let house: Hospital
test.beforeAll(async () => {
  house = await emptyHospital()
  await house.done('hospital/lay-out', ward)
})
test.afterAll(() => house.clear())

async function say(message: string): Promise<void> {
  const peer = await dial(house.ports.hl7)
  expect(await peer.ask(message)).toMatch(/MSA\|AA\|/)
  await peer.close()
}

/** A reload would forget it. */
const mark = (page: Page) => page.evaluate(() => Reflect.set(window, 'sameSinceTheMorning', true))
const marked = (page: Page) => page.evaluate(() => Reflect.has(window, 'sameSinceTheMorning'))

test('an admission and a bed sensor are seen on a wall and a console, and both are right again by themselves after the server was killed', async ({
  browser,
}) => {
  const wall = await watched(browser, `${house.url}/wall/beds`, 'wall')
  const desk = await watched(browser, `${house.url}/beds`, 'console')
  const both = [wall.page, desk.page]
  const sensor = new BedSensor({
    url: house.mqttUrl,
    site: SITE,
    device: '4w-2',
    secret: await house.keyOf('bed', SITE, '4w-2'),
    retryMs: { first: 100, slowest: 500 },
  })
  try {
    await test.step('both are live, and every bed is ready', async () => {
      for (const page of both) {
        await expect(page.locator('.tile[data-state="ready"]')).toHaveCount(6)
        await expect(page.locator('[data-live="live"]')).toBeVisible()
        await mark(page)
      }
    })
    await test.step('an A01 fills a bed', async () => {
      await say(adt('A01', { mrn: 'M1', name: 'Quillfeather^Xylophonia', bed: '4W-1' }))
      for (const page of both) await expect(tile(page, '4W-1')).toHaveAttribute('data-state', 'occupied')
      await expect(tile(desk.page, '4W-1')).toContainText('Quillfeather')
    })
    await test.step('the exit alarm of a bed rings', async () => {
      sensor.start()
      sensor.occupied(true)
      sensor.exitAlarm(true)
      for (const page of both) await expect(tile(page, '4W-2')).toHaveAttribute('data-severity', 'critical')
    })
    await test.step('the server is killed: both say so, over the last picture', async () => {
      await house.crash()
      sensor.exitAlarm(false) // the device keeps it, and says it when it can
      for (const page of both) {
        await expect(page.getByRole('alert')).toContainText('DATA NOT LIVE since')
        await expect(page.locator('[data-live="lost"]')).toBeVisible()
        await expect(tile(page, '4W-1')).toHaveAttribute('data-state', 'occupied')
      }
    })
    await test.step('it comes back: both are right, and nobody reloaded', async () => {
      await house.start()
      await say(adt('A02', { mrn: 'M1', name: 'Quillfeather^Xylophonia', bed: '4W-3' }))
      for (const page of both) {
        await expect(tile(page, '4W-3')).toHaveAttribute('data-state', 'occupied')
        await expect(tile(page, '4W-1')).not.toHaveAttribute('data-state', 'occupied')
        await expect(tile(page, '4W-2')).not.toHaveAttribute('data-severity', 'critical')
        await expect(page.locator('[data-stale="true"]')).toHaveCount(0)
        await expect(page.locator('[data-live="live"]')).toBeVisible()
        expect(await marked(page)).toBe(true)
      }
    })
    await test.step('neither complained, neither was told the full name it may not show', () => {
      expect(wall.errors).toEqual([])
      expect(desk.errors).toEqual([])
      expect(wall.frames.join('\n')).not.toMatch(/Quillfeather|Xylophonia/)
      expect(desk.frames.join('\n')).toMatch(/Quillfeather/)
    })
    await expect(wall.page.getByText('SIMULATED DATA')).toHaveCount(0)
  } finally {
    await sensor.stop()
    for (const page of both) await page.context().close()
  }
})

test('in a storm of changes every tile is in the colour of its state at once, and ends as the board says', async ({
  browser,
}) => {
  const { page } = await watched(browser, `${house.url}/wall/beds`, 'wall')
  await expect(page.locator('[data-live="live"]')).toBeVisible()
  await expect(page.locator('.tile[data-bed]')).toHaveCount(6)
  // At each change, a tile is compared with a copy of itself that never was anything else.
  const odd = await page.evaluateHandle(() => {
    const found: string[] = []
    const looks = (tile: Element): string => {
      const { borderColor, backgroundColor, backgroundImage, color } = getComputedStyle(tile)
      const word = tile.querySelector('.word')
      return [
        borderColor,
        backgroundColor,
        backgroundImage,
        color,
        word && getComputedStyle(word).color,
      ].join()
    }
    const seen = new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!(target instanceof HTMLElement) || !target.isConnected || !target.matches('.tile')) continue
        const [now, fresh] = [looks(target), target.cloneNode(true) as Element]
        target.parentElement?.append(fresh)
        const should = looks(fresh)
        fresh.remove()
        if (now !== should)
          found.push(`${target.dataset['bed'] ?? ''} ${target.dataset['state'] ?? ''}: ${now}, not ${should}`)
      }
    })
    seen.observe(document.body, {
      subtree: true,
      attributes: true,
      attributeFilter: ['data-state', 'data-severity'],
    })
    return found
  })
  const beds = ward.units.flatMap(({ rooms }) => rooms.flatMap(({ beds }) => beds.map(({ bed }) => bed)))
  const storm = async (bed: string): Promise<void> => {
    for (let nth = 0; nth < 10; nth++) {
      await house.ask('beds/block', { site: SITE, bed, reason: 'repair' })
      await house.ask('beds/unblock', { site: SITE, bed })
    }
    if (bed.endsWith('1')) await house.ask('beds/block', { site: SITE, bed, reason: 'repair' })
  }
  await Promise.all(beds.map(storm))
  const board = (await (await asked(`${house.url}/api/boards/beds?level=full`)).json()) as {
    rows: { bed: string; state: string }[]
  }
  for (const { bed, state } of board.rows) await expect(tile(page, bed)).toHaveAttribute('data-state', state)
  expect(await odd.jsonValue()).toEqual([])
  await page.context().close()
})
