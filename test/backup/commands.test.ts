/** The commands as a person types them on a bad night, and the server that goes on from what they restored. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { hospital, type Hospital } from '../journeys/hospital.ts'
import { ward } from '../journeys/ward.ts'
import { Screen } from '../live/station.ts'
import { until } from '../support/until.ts'

let house: Hospital | undefined
afterEach(async () => {
  await house?.clear()
  house = undefined
})

async function command(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/backup/main.ts', ...args], {
    env: { PATH: process.env['PATH'], WARDROOM_DATA: house?.folder, WARDROOM_DEMO: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null] // what 'close' tells
  return { code, said }
}

test(
  'backed up while it runs, restored while it stands; the wall shows what was, and nobody reloads it',
  { timeout: 240_000 },
  async () => {
    house = await hospital({ settings: { WARDROOM_DEMO: 'off' } })
    expect(await command('backup')).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no database in') as string,
    })
    expect(existsSync(join(house.folder, 'hospital', 'postgres', 'PG_VERSION'))).toBe(false)

    await house.start()
    await house.done('hospital/lay-out', ward)
    const started = house
    const admit = async (family: string, bed: string): Promise<void> => {
      const { patient_id } = await started.done('patients/register', { site: 'gh', family })
      await started.done('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to: { bed } })
    }
    await admit('Before', '4W-1')
    expect(await command('backup')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/rows of \d+ tables/) as string,
    })
    await admit('After', '4W-2')
    const screen = new Screen({ board: 'beds', place: { site: 'gh' }, level: 'full' })
    screen.lookAt(house)
    const shown = (): string => JSON.stringify([...screen.held.rows.values()])
    await until(() => shown().includes('After'), { what: 'the wall to show both' })

    const folder = join(house.folder, 'backups', 'hospital')
    const file = join(folder, readdirSync(folder)[0] ?? '')
    expect(await command('restore', file, '--replace')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^Another Wardroom \(process \d+\) uses the data/) as string,
    })
    await house.stop()
    expect(await command('restore', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('--replace') as string,
    })
    const { code, said } = await command('restore', file, '--replace')
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/restored \d+ rows.*\n.*\n.*kept in the schema before_/),
    ])
    await house.start()
    screen.lookAt(house)
    await until(() => screen.joined, { what: 'the wall to be back' })
    expect(shown()).toContain('Before')
    expect(shown()).not.toContain('After')
    screen.away()
  },
)
