/** When a backup is due, who makes it, what becomes of older ones, and how loudly a failure is said. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keptIn, nameOf, refuseFullDisk, tidy } from '../../server/backup/folder.ts'
import { dueAfter, Nightly } from '../../server/backup/nightly.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

const TWO = { hour: 2, minute: 0 }
const HOUR_MS = 3_600_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardroom-nights-'))
  return () => rmSync(folder, { recursive: true })
})

const backupOf = (at: Date): void => writeFileSync(join(folder, nameOf(at, false)), 'whole')

describe('the folder', () => {
  const nights = [1, 2, 3, 4, 5].map((day) => new Date(Date.UTC(2026, 10, day, 2)))

  test('keeps the newest and lets the others go; a file that is not a backup is nobody’s business', async () => {
    for (const night of nights) backupOf(night)
    writeFileSync(join(folder, 'wardroom-notes.txt'), 'ours')
    await tidy(folder, 3)
    expect((await keptIn(folder)).map(({ at }) => at)).toEqual(nights.slice(2).reverse())
    expect(readdirSync(folder)).toHaveLength(4)
  })

  test('what was left half-written goes after a day, and never counts as a backup', async () => {
    const [old, young] = [join(folder, 'a.1.partial'), join(folder, 'b.2.partial')]
    writeFileSync(old, '')
    writeFileSync(young, '')
    utimesSync(old, new Date(), new Date(Date.now() - 25 * HOUR_MS))
    await tidy(folder, 3)
    expect(readdirSync(folder)).toEqual(['b.2.partial'])
    expect(await keptIn(folder)).toEqual([])
  })

  test('a disk without room is said before a byte is written', async () => {
    await expect(refuseFullDisk(folder, 1e18)).rejects.toThrow(/no room for a backup.*1000000 TB.*are kept/)
    await expect(refuseFullDisk(folder, 1)).resolves.toBeUndefined()
  })
})

test.each([
  ['made in the evening, due the next night', [2026, 10, 24, 21, 30], [2026, 10, 25, 2]],
  ['made after midnight, due the same night', [2026, 10, 25, 0, 10], [2026, 10, 25, 2]],
  ['made at the time itself, due a day later', [2026, 10, 25, 2], [2026, 10, 26, 2]],
  ['over the end of a year', [2026, 11, 31, 12], [2027, 0, 1, 2]],
] as const)('%s', (_, last, due) => {
  const [year, month, ...rest] = last
  const [y, m, ...more] = due
  expect(dueAfter(new Date(year, month, ...rest), TWO)).toEqual(new Date(y, m, ...more))
})

describe('the nightly backup', () => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await freshDatabase()
  })
  afterAll(() => fresh.drop())

  const lines: string[] = []
  const log = {
    info: (_: object, text: string) => void lines.push(text),
    error: (_: object, text: string) => void lines.push(text),
  }
  const nightlyOf = (make: () => Promise<string>, now: () => Date, rota = { onDuty: true }): Nightly =>
    new Nightly({ database: fresh.database, rota, folder, at: TWO, make, log, now })

  test('is made when its time has come, by one of two servers; one that was missed as soon as it can be', async () => {
    let now = new Date(Date.now() + 1000)
    const make = async (): Promise<string> => {
      backupOf(now)
      return 'made'
    }
    const duty = [{ onDuty: true }, { onDuty: false }] satisfies [unknown, unknown]
    const [first, second] = [nightlyOf(make, () => now, duty[0]), nightlyOf(make, () => now, duty[1])]
    await first.look()
    await second.look()
    expect(await keptIn(folder)).toHaveLength(0)
    expect(first.ageMs).toBeUndefined()
    now = new Date(now.getTime() + 3 * 24 * HOUR_MS) // nobody was there for three nights
    expect(first.warning).toContain('there is none yet')
    for (let minute = 0; minute < 3; minute++) await Promise.all([first.look(), second.look()])
    expect(await keptIn(folder)).toHaveLength(1)
    expect(first.warning).toBeUndefined()
    now = new Date(now.getTime() + HOUR_MS)
    expect(first.ageMs).toBeGreaterThanOrEqual(HOUR_MS)
    expect([second.ageMs, second.warning]).toEqual([undefined, undefined]) // not its business
    duty[0].onDuty = false
    duty[1].onDuty = true
    now = new Date(now.getTime() + 24 * HOUR_MS)
    await first.look()
    await second.look()
    expect(await keptIn(folder)).toHaveLength(2)
    expect(first.ageMs).toBeUndefined()
    expect(second.ageMs).toBeLessThan(1000) // a name holds whole seconds
  })

  test('that fails is said loudly, shown until one is made, and tried again after a while', async () => {
    let now = new Date(Date.now() + 1000)
    backupOf(now)
    let broken = true
    const nightly = nightlyOf(
      async () => {
        if (broken) throw new Error('the disk is full')
        backupOf(now)
        return 'made'
      },
      () => now,
    )
    lines.length = 0
    now = new Date(now.getTime() + 25 * HOUR_MS)
    await nightly.look()
    await nightly.look() // not again at once
    expect(lines).toEqual(['THE NIGHTLY BACKUP FAILED; it is tried again'])
    expect(nightly.failures).toBe(1)
    expect(nightly.warning).toMatch(/newest is of 20.*the last try failed: the disk is full/)
    now = new Date(now.getTime() + HOUR_MS)
    broken = false
    await nightly.look()
    expect(nightly.warning).toBeUndefined()
    expect(await keptIn(folder)).toHaveLength(2)
  })
})
