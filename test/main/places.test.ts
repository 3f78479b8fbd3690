/** A clone works wherever it lies and whoever runs it: in root's closed home as root, and as a user who is nobody special. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { hospital, type Hospital } from '../journeys/hospital.ts'
import { ward } from '../journeys/ward.ts'

/** A clone is copied, and its Wardroom started. */
const PATIENCE_MS = 400_000
const isRoot = process.getuid?.() === 0
const nobody = isRoot
  ? Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout.trim() || NaN)
  : NaN

const SOURCES = ['schema', 'server', 'devices', 'web', 'package.json', 'package-lock.json', 'tsconfig.json']

let house: Hospital | undefined
const made: string[] = []
afterEach(async () => {
  await house?.clear()
  house = undefined
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** What a clone and `npm ci` would put there: the sources, the built web application, the packages (linked, not copied again). */
function cloneTo(parent: string, mode: number): string {
  const clone = mkdtempSync(join(parent, 'wardroom-clone-'))
  made.push(clone)
  for (const part of SOURCES) cpSync(part, join(clone, part), { recursive: true })
  const linked = spawnSync('cp', ['-rl', 'node_modules', clone])
  if (linked.status !== 0) spawnSync('cp', ['-r', 'node_modules', clone]) // another disk
  chmodSync(clone, mode)
  return clone
}

describe.skipIf(!isRoot)("in root's closed home (needs to run as root)", { timeout: PATIENCE_MS }, () => {
  test('it starts, says where its database went, and stops without a trace', async () => {
    const clone = cloneTo(homedir(), 0o700)
    chmodSync(clone, 0o700)
    house = await hospital({
      settings: { WARDROOM_DEMO: 'off', WARDROOM_DATA: join(clone, 'data') },
      cwd: clone,
    })
    await house.start()
    const socket = new URL(house.databaseUrl).searchParams.get('host') ?? ''
    made.push(dirname(socket))
    expect(socket).not.toContain(clone)
    expect(house.output).toContain(`the database is kept in ${dirname(socket)}`)
    expect((await house.done('hospital/lay-out', ward)).beds).toBe(6)
    expect(await house.stop()).toBe(0)
    expect(processesOn(socket)).toEqual([])
  })
})

describe.skipIf(Number.isNaN(nobody))(
  'as a plain user (needs root, to become nobody)',
  { timeout: PATIENCE_MS },
  () => {
    test('it starts, works and stops', async () => {
      const clone = cloneTo(tmpdir(), 0o755)
      // Their own, as after a clone. Of the packages only the folders: the files are links to those of this run.
      spawnSync('find', [
        join(clone, 'node_modules'),
        '-type',
        'd',
        '-exec',
        'chown',
        String(nobody),
        '{}',
        '+',
      ])
      chownSync(clone, nobody, nobody)
      for (const part of SOURCES) spawnSync('chown', ['-R', String(nobody), join(clone, part)])
      house = await hospital({
        settings: { WARDROOM_DEMO: 'off', HOME: clone },
        cwd: clone,
        uid: nobody,
        gid: nobody,
      })
      chownSync(house.folder, nobody, nobody)
      await house.start()
      expect((await house.done('hospital/lay-out', ward)).beds).toBe(6)
      expect(await house.stop()).toBe(0)
      expect(house.postgresPids()).toEqual([])
    })
  },
)

/** Command lines of the processes that name a folder. */
function processesOn(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(folder))
}
