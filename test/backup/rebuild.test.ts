/** P10: what is on record, done again from nothing, is what stands. And a row nobody put on record is found. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import { makeBackup } from '../../server/backup/make.ts'
import type { Lend } from '../../server/backup/verify.ts'
import { tick } from '../../server/commands/clock/clock.ts'
import { turnSensedBeds } from '../../server/commands/clock/sensed-beds.ts'
import { recordReadings } from '../../server/commands/devices/record-readings.ts'
import { run } from '../../server/commands/run.ts'
import { replayHl7 } from '../../server/intake/hl7/replay.ts'
import { rebuild, rebuildBackup } from '../../server/rebuild/rebuild.ts'
import { adt, codeOf, type Peer } from '../hl7/peer.ts'
import { openWard, type Ward } from '../hl7/ward.ts'
import { bareDatabase } from '../support/database.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

const ines = { door: 'http', viewer: 'permitted', who: 'Ines' } as const
let ward: Ward
let peer: Peer

const attempt = <C extends CommandName>(name: C, input: CommandInput<C>, key?: string) =>
  run(ward.database, name, input, { ...ines, ...(key !== undefined && { key }) })
async function done<C extends CommandName>(
  name: C,
  input: CommandInput<C>,
  key?: string,
): Promise<CommandResult<C>> {
  const outcome = await attempt(name, input, key)
  if (!outcome.ok) throw new Error(`${name}: ${outcome.message}`)
  return outcome.result
}
const told = async (...message: Parameters<typeof adt>): Promise<string | undefined> =>
  codeOf(await peer.ask(adt(...message)))
/** A bed's sensor speaks, and the clock looks. */
async function senses(occupied: boolean, seq: number, boot = 'b1'): Promise<void> {
  const said_at = new Date().toISOString()
  const reading = { site: 'gh', kind: 'bed', device: 's2', channel: 'occupancy', boot, seq, said_at }
  await recordReadings(ward.database, [{ ...reading, value: JSON.stringify({ occupied }) }])
  await tick(ward.database)
  await turnSensedBeds(ward.database)
}

beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
  await layOut()
  await messages()
  await console()
  await hands()
  await clinic()
})
afterAll(() => ward.drop())

async function layOut(): Promise<void> {
  const beds = ['4W-1', '4W-2', '4W-3', '4W-4'].map((bed) => ({ bed, sensor: `s${bed.at(-1) ?? ''}` }))
  await done('hospital/lay-out', {
    site: 'gh',
    name: 'General',
    time_zone: 'Europe/London',
    currency: 'GBP',
    conflict_after_s: 0,
    units: [{ unit: '4W', name: '4 West', kind: 'medical', rooms: [{ room: 'A', beds }] }],
  })
  await done('interfaces/set-receiver', {
    site: 'gh',
    name: 'kitchen',
    host: '127.0.0.1',
    port: 1,
    application: 'KITCHEN',
    facility: 'GH',
    kinds: ['A01', 'A02', 'A03'],
  })
}

/** What the HIS sends: in order, twice, at odds with itself, about places nobody knows yet, and rubbish. */
async function messages(): Promise<void> {
  const first = adt('A01', { at: '4W^A^4W-1', when: '20260501080000' })
  expect(codeOf(await peer.ask(first))).toBe('AA')
  expect(codeOf(await peer.ask(first))).toBe('AA')
  const lost = adt('A02', { at: '9Z^9^Nine', from: '4W^A^4W-1', when: '20260501090000' })
  expect(codeOf(await peer.ask(lost))).toBe('AE')
  const other = { mrn: '200', visit: 'V2', name: 'LEMON^SUE' }
  expect(await told('A01', { ...other, at: 'NEW^1^N-1', when: '20260501091000' })).toBe('AE')
  expect(await told('A08', { at: '4W^A^4W-1', when: '20260501093000', name: 'ORANGE^BLOODY' })).toBe('AA')
  await done('interfaces/map-location', {
    application: 'HIS',
    facility: 'GH',
    location: '9Z^9^Nine',
    bed: '4W-3',
  })
  expect(codeOf(await peer.ask(lost))).toBe('AA') // the sender tries again
  await done('interfaces/map-location', {
    application: 'HIS',
    facility: 'GH',
    location: 'NEW^1^N-1',
    bed: '4W-2',
  })
  const quarantined = await ward.database.row<{ id: number }>(
    `select inbound_id as id from inbound where outcome = 'quarantined'`,
  )
  const again = await replayHl7(
    ward.database,
    { key: `m${quarantined?.id ?? 0}` },
    ines,
    pino({ level: 'silent' }),
  )
  expect(again).toMatchObject({ ok: true, result: { applied: 1 } })
  expect(
    await told('A01', { mrn: '300', visit: 'V3', name: 'LEMONE^SUE', at: 'ED', when: '20260501100000' }),
  ).toBe('AA')
  expect(await told('A40', { ...other, more: 'MRG|300^^^HOSP^MR', when: '20260501101000' })).toMatch(
    /^A[AE]$/,
  )
  expect(await told('A01', { version: '9.9' })).toBe('AR')
}

/** What people do at a console, about a bed whose sensor has a mind of its own. */
async function console(): Promise<void> {
  await senses(true, 1)
  await senses(false, 2) // up and away: a turn begins by itself
  await senses(true, 1, 'b2') // it has started anew
  const { patient_id } = await done(
    'patients/register',
    { site: 'gh', family: 'Abara', sex: 'female' },
    'once',
  )
  await done('patients/register', { site: 'gh', family: 'Abara', sex: 'female' }, 'once')
  const { encounter_id } = await done('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'emergency',
    to: { unit: 'ED' },
  })
  const { request_id } = await done('placement/request', { encounter_id, unit: '4W', from_kind: 'ed' })
  await done('placement/set-precaution', { encounter_id, kind: 'contact' })
  await done('placement/assign', { request_id, bed: '4W-4', override: ['isolation-rule'] })
  await done('admissions/transfer', { encounter_id, to: { bed: '4W-4' }, override: ['isolation-rule'] })
  const { barrier_id } = await done('discharges/raise-barrier', { encounter_id, kind: 'letter' })
  await done('discharges/clear-barrier', { barrier_id })
  await senses(false, 2, 'b2')
  await done('admissions/discharge', { encounter_id, disposition: 'home' })
  const turn = await ward.database.row<{ turnover_id: number }>(
    `select turnover_id from turnover join bed using (bed_id) where code = '4W-4' and finished_at is null`,
  )
  await done('cleaning/start', { site: 'gh', bed: '4W-4', turnover_id: turn?.turnover_id })
  await done('cleaning/finish', { site: 'gh', bed: '4W-4', turnover_id: turn?.turnover_id })
  await attempt('beds/block', { site: 'gh', bed: '4W-4', reason: 'repair' })
  await attempt('beds/block', { site: 'gh', bed: '9W-9', reason: 'repair' }) // refused: there is no such bed
  await attempt('beds/unblock', { site: 'gh', bed: '4W-4' })
}

/** Several at once, about the same beds. */
async function hands(): Promise<void> {
  await Promise.all(
    ['Ito', 'Juma', 'Kaya', 'Lind'].map(async (family, nth) => {
      for (let round = 0; round < 3; round++) {
        const { patient_id } = await done('patients/register', { site: 'gh', family })
        const bed = `4W-${((nth + round) % 4) + 1}`
        const admitted = await attempt('admissions/admit', {
          site: 'gh',
          patient_id,
          class: 'inpatient',
          to: { bed },
        })
        if (!admitted.ok) continue
        const { encounter_id } = admitted.result
        await attempt('admissions/transfer', {
          encounter_id,
          to: { bed: `4W-${((nth + round + 1) % 4) + 1}` },
        })
        await attempt('admissions/discharge', { encounter_id, disposition: 'home' })
        for (const code of ['4W-1', '4W-4'])
          if ((await attempt('cleaning/start', { site: 'gh', bed: code })).ok)
            await attempt('cleaning/finish', { site: 'gh', bed: code })
      }
    }),
  )
}

/** Numbers are given out and called; the codes of their slips are on no record. */
async function clinic(): Promise<void> {
  const site = 'gh'
  await done('clinics/set-clinic', { site, code: 'eye', name: 'Eyes', letter: 'A', rooms: ['1'] })
  await Promise.all([1, 2, 3].map(() => done('clinics/take', { site, clinic: 'eye', priority: 'elderly' })))
  const { ticket_id } = await done('clinics/call-next', { site, clinic: 'eye', room: '1' })
  await done('clinics/absent', { ticket_id })
  await done('clinics/call', { ticket_id })
  await done('clinics/put-back', { ticket_id })
  await done('clinics/new-slip', { ticket_id })
}

test('done again from the record of what came in, the hospital is the one that stands', async () => {
  const empty = await bareDatabase()
  const {
    acts,
    messages: taken,
    readings,
    otherwise,
    differences,
  } = await rebuild(ward.database.url, empty.url)
  await empty.drop()
  expect({ otherwise, differences }).toEqual({ otherwise: [], differences: [] })
  const on = await ward.database.row<{ acts: number; readings: number; sensed: number }>(
    `select (select count(*) from act) as acts, (select count(*) from reading) as readings,
            (select count(*) from turnover where opened_by = 'sensor') as sensed`,
  )
  expect({ acts, readings }).toEqual({ acts: on?.acts, readings: on?.readings })
  expect(on?.sensed).toBeGreaterThan(0)
  expect(taken).toBeGreaterThan(5)
})

test('from a backup alone; and what was written past the record is found, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-rebuilt-'))
  await ward.database.rows(`update patient set family = 'Byhand' where family = 'Abara'`)
  await ward.database.rows(`update stay set began_at = began_at - interval '1 second' where stay_id = 1`)
  const { file } = await makeBackup(ward.database.url, { folder, most: 1, passphrase: undefined })
  const lent: Lend = async (work) => {
    const bare = await bareDatabase()
    try {
      return await work(bare.url)
    } finally {
      await bare.drop()
    }
  }
  const { otherwise, differences } = await rebuildBackup(file, undefined, lent)
  rmSync(folder, { recursive: true })
  expect(otherwise).toEqual([])
  const patient = differences.find(({ table }) => table === 'patient')
  expect(patient?.onlyThen.join()).toContain('Byhand')
  expect(patient?.onlyNow.join()).toContain('Abara')
  expect(differences.find(({ table }) => table === 'stay')?.onlyThen).toHaveLength(3) // the moved one, and two of Abara's
  // What refers to the patient is another's, too.
  const about = differences.map(({ table }) => table)
  expect(about).toEqual(expect.arrayContaining(['patient', 'encounter', 'stay']))
  expect(about).not.toEqual(expect.arrayContaining(['bed']))
})
