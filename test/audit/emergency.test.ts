/** Emergency access: somebody lets themselves in where they have no role. Short, loud, reviewed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shown } from '../../schema/access/may.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { AuditRow } from '../../schema/audit-queries.ts'
import { seal } from '../../server/audit/seal.ts'
import { hashOf, newSecret } from '../../server/access/secret.ts'
import { viewerBehind } from '../../server/access/viewers.ts'
import { endWhatIsOver } from '../../server/commands/clock/what-is-over.ts'
import { run } from '../../server/commands/run.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { ask as looksAt, connected, linkTo, openStation, type Station } from '../live/station.ts'
import { viewerAt } from '../support/keys.ts'
import { until } from '../support/until.ts'

let ward: Ward
let nurse: Someone
let auditor: Someone
let ada: number
let station: Station

interface Someone {
  secret: string
  person_id: number
}

beforeAll(async () => {
  ward = await openWard()
  nurse = await somebody('Nia', { role: 'nurse', site: 'gh', unit: '4W' })
  auditor = await somebody('Otto', { role: 'auditor', site: 'gh', unit: null })
  ada = await ward.admit('Adeyemi', 'ICU-1')
  station = await openStation(ward.url, undefined, (headers) => viewerBehind(ward.database, headers))
})
afterAll(async () => {
  await station.stop()
  await ward.drop()
})

async function somebody(name: string, { role, site, unit }: Grant): Promise<Someone> {
  const secret = newSecret()
  const person = await ward.database.row<{ person_id: number }>(
    `with p as (insert into person (login, name) values ($1, $2) returning person_id),
          g as (insert into person_grant (person_id, role, site, unit, granted_by) select person_id, $3, $4, $5, 'test' from p),
          s as (insert into session (person_id, hash, how, idle_until, until)
                select person_id, $6, 'test', now() + interval '1 day', now() + interval '1 day' from p)
     select person_id from p`,
    [name.toLowerCase(), name, role, site, unit, hashOf(secret)],
  )
  return { secret, person_id: person?.person_id ?? 0 }
}

async function viewer({ secret }: Someone): Promise<Viewer> {
  const found = await viewerBehind(ward.database, { cookie: `wardroom=${secret}` })
  if (!found) throw new Error('nobody is there')
  return found
}
async function does<C extends CommandName>(who: Someone, name: C, input: CommandInput<C>) {
  const by = await viewer(who)
  return run(ward.database, name, input, { door: 'http', who: by.name, viewer: by })
}
const patientOf = async (who: Someone, encounter_id: number): Promise<unknown> =>
  ask({ database: ward.database, answers }, 'encounter', { encounter_id }, await viewer(who))
const record = async (filter: object): Promise<AuditRow[]> => {
  while ((await seal(ward.database)).more);
  const found = await ask(
    { database: ward.database, answers },
    'audit',
    { ...filter, limit: 50 },
    await viewer(auditor),
  )
  return found?.rows ?? []
}
const unreviewed = async () => {
  const state = await ask({ database: ward.database, answers }, 'audit-state', {}, await viewer(auditor))
  return state?.emergencies ?? []
}

const icu = { site: 'gh', unit: 'ICU' }
const asked = { place: icu, reason: 'called-to-help', why: 'arrest on ICU, called by Dr Bell' } as const

describe('a nurse of one unit', () => {
  test('sees nothing of a patient of another; lets herself in with a reason, sees them, and it is over after an hour', async () => {
    expect(await patientOf(nurse, ada)).toBeUndefined()
    const opened = await does(nurse, 'emergency/open', asked)
    if (!opened.ok) throw new Error(opened.message)
    const { emergency_id, until: end } = opened.result
    expect(Date.parse(end) - Date.now()).toBeGreaterThan(58 * 60_000)
    expect(Date.parse(end) - Date.now()).toBeLessThan(61 * 60_000)

    const now = await viewer(nurse)
    expect(now.emergencies).toEqual([{ emergency_id, ...icu, until: end }])
    expect(shown(now, { board: 'beds', place: icu, level: 'full' })?.level).toBe('full')
    expect(await patientOf(nurse, ada)).toMatchObject({ name: 'Adeyemi' })
    expect(await does(nurse, 'emergency/open', asked)).toMatchObject({ code: 'already-done' })
    expect(await unreviewed()).toMatchObject([
      { who: 'Nia', ...icu, reason: 'called-to-help', why: asked.why },
    ])

    const link = await connected(
      linkTo(station, { headers: { cookie: `wardroom=${nurse.secret}`, origin: station.url } }),
    )
    const opens = await looksAt(link, { board: 'beds', place: icu, level: 'full' })
    expect(opens).toMatchObject({ ok: true, level: 'full' })
    await timeIsOver(emergency_id)
    expect((await viewer(nurse)).emergencies).toBeUndefined()
    expect(await patientOf(nurse, ada)).toBeUndefined()
    await endWhatIsOver(ward.database)
    await until(() => !link.connected, { what: 'her screen to be cut' })
    link.disconnect()
    expect(await does(nurse, 'emergency/close', { emergency_id })).toMatchObject({ code: 'not-found' })

    const under = await record({ emergency_id })
    expect(under.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['emergency/open', 'query/encounter']),
    )
    expect(under.find(({ what }) => what === 'query/encounter')?.patients.map(({ name }) => name)).toEqual([
      'Adeyemi',
    ])
  })

  test('cannot do so without a reason, at a unit there is not, where she is, or as a program', async () => {
    expect(await does(nurse, 'emergency/open', { ...asked, why: ' ' })).toMatchObject({
      code: 'invalid-input',
    })
    const nowhere = { ...asked, place: { site: 'gh', unit: 'NONE' } }
    expect(await does(nurse, 'emergency/open', nowhere)).toMatchObject({ code: 'not-found' })
    const home = { ...asked, place: { site: 'gh', unit: '4W' } }
    expect(await does(nurse, 'emergency/open', home)).toMatchObject({ code: 'already-done' })
    const program: Viewer = { ...(await viewer(nurse)), kind: 'token', session: null }
    const by = { door: 'http', who: 'x', viewer: program } as const
    expect(await run(ward.database, 'emergency/open', asked, by)).toMatchObject({ code: 'forbidden' })
  })

  test('can end it herself; nobody else can', async () => {
    const opened = await does(nurse, 'emergency/open', asked)
    if (!opened.ok) throw new Error(opened.message)
    const { emergency_id } = opened.result
    const other = await somebody('Noa', { role: 'nurse', site: 'gh', unit: null })
    expect(await does(other, 'emergency/close', { emergency_id })).toMatchObject({ code: 'not-found' })
    expect(await does(nurse, 'emergency/close', { emergency_id })).toMatchObject({ ok: true })
    expect(await patientOf(nurse, ada)).toBeUndefined()
  })
})

test('who cares for nobody cannot let themselves in', async () => {
  expect(await does(auditor, 'emergency/open', asked)).toMatchObject({ code: 'forbidden' })
})

describe('an emergency', () => {
  test('stands unreviewed until somebody else has looked at it, and says what they found', async () => {
    const [first] = await unreviewed()
    if (!first) throw new Error('there is none')
    expect(first.seen).toBeGreaterThan(0)
    const { emergency_id } = first
    expect(await does(nurse, 'emergency/review', { emergency_id, remark: 'fine' })).toMatchObject({
      code: 'forbidden',
    })
    await ward.database.rows(
      `insert into person_grant (person_id, role, site, granted_by) values ($1, 'auditor', 'gh', 'test')`,
      [nurse.person_id],
    )
    expect(await does(nurse, 'emergency/review', { emergency_id, remark: 'fine' })).toMatchObject({
      code: 'forbidden',
      message: 'Somebody else reviews what you did.',
    })
    const program = await viewerAt(ward.url, [{ role: 'auditor', site: 'gh', unit: null }])
    const by = { door: 'http', who: 'a program', viewer: program } as const
    expect(await run(ward.database, 'emergency/review', { emergency_id, remark: 'fine' }, by)).toMatchObject({
      code: 'forbidden',
    })
    const reviewed = await does(auditor, 'emergency/review', { emergency_id, remark: 'the team confirms it' })
    expect(reviewed).toMatchObject({ ok: true })
    expect((await unreviewed()).map((one) => one.emergency_id)).not.toContain(emergency_id)
    expect(await record({ what: 'emergency/review' })).toMatchObject([
      { who: 'Otto', details: { input: { emergency_id, remark: 'the team confirms it' } } },
    ])
  })
})

/** As if an hour had gone by. */
async function timeIsOver(emergency_id: number): Promise<void> {
  await ward.database.rows(
    `update emergency set began_at = began_at - interval '2 hours', until = now() where emergency_id = $1`,
    [emergency_id],
  )
  await ward.database.rows('update person_grant set until = now() where emergency_id = $1', [emergency_id])
}
