/**
 * Who may do and see what, made from the table itself: every command, query and board, every role, at one's own place and
 * at another's. What is another's is to be told apart from what there is not by nobody.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayRun, shown } from '../../schema/access/may.ts'
import { mayAsk, mayDo, maySee } from '../../schema/access/rights.ts'
import { demoRole } from '../../schema/access/session.ts'
import { roleNames, type Grant, type RoleName } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { boardNames } from '../../schema/boards/index.ts'
import { commandContracts, type CommandName } from '../../schema/commands/index.ts'
import { queries, type QueryName } from '../../schema/queries.ts'
import { privacyLevels } from '../../schema/terms.ts'
import { wallPage } from '../../schema/wall-pages.ts'
import { boardsOfPage, rightsOf } from '../../schema/walls.ts'
import { permit } from '../../server/commands/permit.ts'
import { Refused } from '../../server/commands/refused.ts'
import { run } from '../../server/commands/run.ts'
import { placeableFields } from '../../server/commands/where.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { layout, openWard, type Ward } from '../commands/ward.ts'
import { viewerAt } from '../support/keys.ts'

let ward: Ward
/** A thing of each kind at the other site, and an id that nothing has, by the field that names it. */
let theirs: Record<string, string | number>
const NOTHING = 987_654_321

beforeAll(async () => {
  ward = await openWard()
  await ward.do('hospital/lay-out', {
    ...layout,
    site: 'nw',
    name: 'North West',
    units: [
      {
        unit: 'N1',
        name: 'North 1',
        kind: 'medical',
        rooms: [{ room: '1', beds: ['N1-1', 'N1-2', 'N1-3'].map((bed) => ({ bed })) }],
      },
    ],
  })
  theirs = await thingsAtTheOtherSite()
})
afterAll(() => ward.drop())

async function thingsAtTheOtherSite(): Promise<Record<string, string | number>> {
  const someone = async (family: string, bed: string) => {
    const { patient_id } = await ward.do('patients/register', { site: 'nw', family })
    const to = { bed }
    const { encounter_id } = await ward.do('admissions/admit', {
      site: 'nw',
      patient_id,
      class: 'inpatient',
      to,
    })
    return { patient_id, encounter_id }
  }
  const { patient_id, encounter_id } = await someone('Nansen', 'N1-1')
  const other = await someone('Berg', 'N1-2')
  const { barrier_id } = await ward.do('discharges/raise-barrier', { encounter_id, kind: 'transport' })
  const { observation_set_id } = await ward.do('observations/record', { encounter_id, pulse: 80 })
  const { request_id } = await ward.do('placement/request', { encounter_id, from_kind: 'unit' })
  const { decline_id } = await ward.do('placement/decline', { request_id, unit: 'N1', reason: 'no-nurse' })
  const { porter_job_id } = await ward.do('porters/ask', {
    site: 'nw',
    what: 'chair',
    from: { bed: 'N1-1' },
    to: { unit: 'N1' },
    encounter_id,
  })
  const { receiver_id } = await ward.do('interfaces/set-receiver', {
    site: 'nw',
    name: 'PAS',
    host: '127.0.0.1',
    port: 9,
    application: 'PAS',
    facility: 'NW',
    kinds: ['A01'],
  })
  const wall = await ward.database.row<{ wall_id: number }>(
    `insert into wall (name, site, pages, rotate_s, level, theme, screen_in, distance_m, paired_by, width, height)
     values ('lift', 'nw', '{house}', 20, 'public', 'dark', 55, 3, 'a test', 1920, 1080) returning wall_id`,
  )
  const outbound = await ward.database.row<{ outbound_id: number }>(
    `insert into outbound (receiver_id, site, kind, message) values ($1, 'nw', 'ADT^A01', 'MSH|') returning outbound_id`,
    [receiver_id],
  )
  const sender = await ward.database.row<{ sender_id: number }>(
    `insert into sender (application, facility, site) values ('HIS', 'NW', 'nw') returning sender_id`,
  )
  const alias = await ward.database.row<{ location_alias_id: number }>(
    `insert into location_alias (sender_id, location, unit_id, made_at, made_by)
     select $1, 'X', unit_id, now(), 'a test' from unit where site = 'nw' returning location_alias_id`,
    [sender?.sender_id],
  )
  await ward.do('clinics/set-clinic', { site: 'nw', code: 'eye', name: 'Eyes', letter: 'A', rooms: ['1'] })
  const { ticket_id } = await ward.do('clinics/take', { site: 'nw', clinic: 'eye' })
  return {
    ticket_id,
    encounter_id,
    with_encounter_id: other.encounter_id,
    patient_id,
    into_patient_id: other.patient_id,
    other_patient_id: other.patient_id,
    barrier_id,
    observation_set_id,
    request_id,
    decline_id,
    porter_job_id,
    receiver_id,
    wall_id: wall?.wall_id ?? 0,
    outbound_id: outbound?.outbound_id ?? 0,
    location_alias_id: alias?.location_alias_id ?? 0,
    site: 'nw',
  }
}

const somebody = async (...grants: Grant[]): Promise<Viewer> => viewerAt(ward.url, grants)
const at = (role: RoleName, site: string | null = 'gh', unit: string | null = null): Grant => ({
  role,
  site,
  unit,
})
const fieldsOf = (contract: { input: unknown }): string[] =>
  Object.keys((contract.input as { shape: object }).shape) // every input is an object; the next test holds that

describe('the table', () => {
  // A new token is nowhere yet, and a person may be in several places at once: their verbs look at the places of what is given,
  // and of what somebody has already (administrating.test.ts).
  const aboutPeople = ['disable', 'enable', 'end-sessions', 'reset-factors', 'revoke-grant', 'unmap-group']
  // A screen that shows a code is nowhere until it is paired; an emergency is where somebody has no role.
  const elsewhere = [
    ...['credentials/issue-token', 'walls/turn-away', 'emergency/open'],
    'interfaces/map-location', // of the sender's site: elsewhere.test.ts
    ...aboutPeople.map((verb) => `people/${verb}`),
  ]
  const placed = commandContracts.filter(([name]) => !elsewhere.includes(name))
  test.each(placed)('knows where what %s is about is', (_, contract) => {
    expect(fieldsOf(contract).filter((field) => placeableFields.includes(field))).not.toEqual([])
  })

  test('lets nobody do, see or ask anything by hanging on a wall, but look', () => {
    expect(Object.entries(mayDo).filter(([, roles]) => roles.includes('wall'))).toEqual([])
    expect(Object.values(maySee).filter((sight) => sight.wall === 'full')).toEqual([])
  })
})

describe.each(roleNames)('a %s', (role) => {
  let viewer: Viewer
  beforeAll(async () => void (viewer = await somebody(at(role))))

  test('may do what the table says, and learns of the rest only that it is not for them', async () => {
    const refused = await Promise.all(
      commandContracts.map(async ([name]) => {
        const outcome = await run(
          ward.database,
          name,
          { nothing: 'that fits' },
          { door: 'http', who: 'x', viewer },
        )
        return [name, outcome.ok ? 'done' : outcome.code] as const
      }),
    )
    const expected = commandContracts.map(([name]) => [
      name,
      mayDo[name].includes(role) ? 'invalid-input' : 'forbidden',
    ])
    expect(refused).toEqual(expected)
  })

  test.each(boardNames)('sees of %s as much as the table says, and nothing of another site', (board) => {
    const level = maySee[board][role]
    const sees = (place: object) => shown(viewer, { board, place, level: 'full' })?.level
    expect(sees({ site: 'gh' })).toBe(level)
    expect(sees({ site: 'gh', unit: '4W' })).toBe(level)
    expect(sees({ site: 'nw' })).toBeUndefined()
    expect(sees({ site: 'nw', unit: 'N1' })).toBeUndefined()
    expect(sees({ unit: 'N1' })).toBeUndefined()
    expect(shown(viewer, { board, place: {}, level: 'full' })).toEqual(
      level && { board, place: { site: 'gh' }, level },
    )
    for (const most of privacyLevels) {
      const capped = shown({ ...viewer, most }, { board, place: { site: 'gh' }, level: 'full' })?.level
      expect(capped === undefined || privacyLevels.indexOf(capped) <= privacyLevels.indexOf(most)).toBe(true)
    }
  })
})

describe('what is at another site is as what there is not', () => {
  const refusal = async (viewer: Viewer, name: CommandName, input: object): Promise<unknown> => {
    const asked = permit(ward.database, viewer, { roles: mayDo[name], input, what: name })
    const error = await asked.then(
      () => 'permitted',
      (caught: unknown) => caught,
    )
    return error instanceof Refused ? error.answer() : error
  }

  test.each(commandContracts)('for %s, whichever of its fields names it', async (name, contract) => {
    const viewer = await somebody(...mayDo[name].map((role) => at(role)))
    for (const field of fieldsOf(contract).filter((one) => one in theirs)) {
      const value = theirs[field] ?? ''
      const unknown = typeof value === 'number' ? NOTHING : 'zz-nowhere'
      const [foreign, none] = [
        await refusal(viewer, name, { [field]: value }),
        await refusal(viewer, name, { [field]: unknown }),
      ]
      expect(foreign).toMatchObject({ ok: false, code: 'not-found' })
      expect(JSON.stringify(foreign).replaceAll(String(value), '#')).toBe(
        JSON.stringify(none).replaceAll(String(unknown), '#'),
      )
    }
    for (const input of [
      { site: 'nw', bed: 'N1-1' },
      { site: 'nw', unit: 'N1' },
      { site: 'nw', clinic: 'eye' },
    ]) {
      expect(await refusal(viewer, name, input)).toMatchObject({ code: 'not-found' })
    }
  })

  const inputs: { [Q in QueryName]?: () => object } = {
    'bed-story': () => ({ site: 'nw', bed: 'N1-1', limit: 1 }),
    patients: () => ({ site: 'nw', find: 'Nansen' }),
    waiting: () => ({ site: 'nw' }),
    encounter: () => ({ encounter_id: theirs['encounter_id'] }),
    shifts: () => ({ site: 'nw' }),
    'receiver-reached': () => ({ receiver_id: theirs['receiver_id'] }),
    locations: () => ({ site: 'nw' }),
    senders: () => ({ site: 'nw' }),
    receivers: () => ({ site: 'nw' }),
    'devices-heard': () => ({ site: 'nw' }),
    device: () => ({ key: 's:nw/bed/1' }),
  }
  test.each(Object.keys(inputs) as QueryName[])('for the query %s', async (name) => {
    const viewer = await somebody(...mayAsk[name].map((role) => at(role)))
    const input = queries[name].input.parse(inputs[name]?.()) as never
    expect(await ask({ database: ward.database, answers }, name, input, viewer)).toBeUndefined()
    const everywhere = await somebody(...mayAsk[name].map((role) => at(role, null)))
    if (name !== 'device')
      // a stranger nobody has heard of is nowhere
      expect(await ask({ database: ward.database, answers }, name, input, everywhere)).toBeDefined()
  })

  test('the list of sites is of one’s own', async () => {
    const viewer = await somebody(at('nurse'))
    const { sites = [] } = (await ask({ database: ward.database, answers }, 'sites', {}, viewer)) ?? {}
    expect(sites.map(({ site }) => site)).toEqual(['gh'])
  })
})

describe('who works in one unit', () => {
  test('does there what the others do, and elsewhere in the site nothing', async () => {
    const viewer = await somebody(at('nurse', 'gh', '4W'))
    const by = { door: 'http', who: 'nurse', viewer } as const
    const block = (bed: string) => run(ward.database, 'beds/block', { site: 'gh', bed, reason: 'repair' }, by)
    const told = (unit: string) => mayRun(viewer.grants, 'beds/block', { site: 'gh', unit })
    expect([told('4W'), told('ICU')]).toEqual([true, false]) // which is what consoles offer by
    expect(await block('4W-3')).toMatchObject({ ok: true })
    expect(await block('ICU-1')).toMatchObject({ code: 'not-found', message: 'There is no bed ICU-1 in gh.' })
    expect(await block('none')).toMatchObject({ code: 'not-found', message: 'There is no bed none in gh.' })
  })

  test('sees their own in full, and of the rest what hangs in the corridor', async () => {
    const viewer = await somebody(at('nurse', 'gh', '4W'))
    const level = (place: object) => shown(viewer, { board: 'beds', place, level: 'full' })?.level
    expect(level({ site: 'gh', unit: '4W' })).toBe('full')
    expect(level({ site: 'gh' })).toBe('corridor')
    expect(level({ site: 'gh', unit: 'ICU' })).toBe('corridor')
    expect(level({ site: 'nw' })).toBeUndefined()
  })

  test('and whoever sees a thing by one role and may act by another elsewhere is told that it is not for them there', async () => {
    const viewer = await somebody(at('executive', 'nw'), at('nurse', 'gh'))
    const outcome = await run(
      ward.database,
      'beds/block',
      { site: 'nw', bed: 'N1-3', reason: 'repair' },
      { door: 'http', who: 'x', viewer },
    )
    expect(outcome).toMatchObject({ ok: false, code: 'forbidden' })
  })
})

describe.each(wallPage.options)('a wall that shows %s', (page) => {
  const rights = (level: 'public' | 'corridor' | 'secured', blank = false) =>
    rightsOf({ site: 'gh', unit: null, level, pages: [page], blank })

  test.each(boardNames)(
    'sees %s if that is part of it, at most as it hangs there, and nothing while it is blank',
    (board) => {
      const look = { board, place: { site: 'gh' }, level: 'full' } as const
      for (const level of ['public', 'corridor', 'secured'] as const) {
        const seen = shown(rights(level), look)?.level
        expect(seen).toBe(boardsOfPage[page].includes(board) ? level : undefined)
        expect(shown(rights(level), { ...look, place: { site: 'nw' } })).toBeUndefined()
        expect(shown(rights(level, true), look)).toBeUndefined()
      }
    },
  )
})

test('a demo offers every role but the wall’s', () => {
  expect([...demoRole.options, 'wall'].sort()).toEqual([...roleNames].sort())
})
