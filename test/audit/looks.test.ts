/** Who looked: a person's looking at patients by patient, what hangs on a board by place and level. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Viewer } from '../../schema/access/viewer.ts'
import { queries, type QueryInput, type QueryName } from '../../schema/queries.ts'
import { Looks } from '../../server/audit/looks.ts'
import { run } from '../../server/commands/run.ts'
import type { Tx } from '../../server/database/pool.ts'
import { ask } from '../../server/queries/ask.ts'
import { Looking } from '../../server/live/looking.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { connected, linkTo, openStation } from '../live/station.ts'
import * as station from '../live/station.ts'
import { anybody, viewerAt } from '../support/keys.ts'
import { until } from '../support/until.ts'

interface Row {
  token_id: number | null
  what: string
  who: string
  site: string | null
  unit: string | null
  level: string | null
  patient_ids: number[]
  asked: object
  refused: string | null
}

let ward: Ward
let ada: { patient_id: number; encounter_id: number }
let ben: { patient_id: number; encounter_id: number }
beforeAll(async () => {
  ward = await openWard()
  ada = await someone('Adeyemi', '4W-1')
  ben = await someone('Berg', undefined)
})
afterAll(() => ward.drop())
let before = 0
beforeEach(async () => {
  before = (await ward.database.row<{ n: number }>('select coalesce(max(look_id), 0) as n from look'))?.n ?? 0
})

async function someone(family: string, bed: string | undefined): Promise<typeof ada> {
  const patient_id = await ward.patient(family)
  const to = bed === undefined ? undefined : { bed }
  const { encounter_id } = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'inpatient',
    to,
  })
  return { patient_id, encounter_id }
}
const looks = (): Promise<Row[]> =>
  ward.database.rows<Row>('select * from look where look_id > $1 order by look_id', [before])
const question = <Q extends QueryName>(name: Q, input: object, viewer: Viewer = anybody): Promise<unknown> =>
  ask(
    { database: ward.database, answers },
    name,
    queries[name].input.parse(input) as QueryInput<Q>, // the schema made it
    viewer,
  )

describe('a question whose answer names patients is on record with them', () => {
  test('the page of one patient', async () => {
    await question('encounter', { encounter_id: ada.encounter_id })
    expect(await looks()).toMatchObject([
      { what: 'query/encounter', site: 'gh', who: 'a test', patient_ids: [ada.patient_id] },
    ])
  })

  test('a search: with what was looked for, and all who were found', async () => {
    await question('patients', { site: 'gh', find: 'Be' })
    await question('patients', { site: 'gh', find: 'Zz' })
    expect(await looks()).toMatchObject([
      { what: 'query/patients', site: 'gh', patient_ids: [ben.patient_id], asked: { find: 'Be' }, found: 1 },
      { what: 'query/patients', patient_ids: [], asked: { find: 'Zz' }, found: 0 },
    ])
  })

  test('the story of a bed: all who lay in it; and who waits', async () => {
    await question('bed-story', { site: 'gh', bed: '4W-1' })
    await question('waiting', { site: 'gh' })
    expect((await looks()).map(({ patient_ids }) => patient_ids)).toEqual([
      [ada.patient_id],
      [ben.patient_id],
    ])
  })

  test('a record at the desk, also of who is masked on consoles: with those whose records were merged into it', async () => {
    const [old, cai] = [
      await ward.patient('Cai', { given: 'Li' }),
      await ward.patient('Cai', { given: 'Lin', privacy: 'hidden' }),
    ]
    await ward.do('patients/merge', { patient_id: old, into_patient_id: cai })
    expect(await question('patient', { site: 'gh', patient_id: old })).toMatchObject({ family: 'Cai' })
    await question('duplicates', { site: 'gh', family: 'Cai', given: 'Lin' })
    expect(await looks()).toMatchObject([
      { what: 'query/patient', patient_ids: [old, cai].sort((a, b) => a - b) },
      { what: 'query/duplicates', patient_ids: [cai], asked: { family: 'Cai', given: 'Lin' } },
    ])
  })

  test('what names nobody, and what there is not, is no look at anybody', async () => {
    await question('sites', {})
    await question('encounter', { encounter_id: 987_654 })
    expect(await looks()).toEqual([])
  })
})

describe('what is not for somebody', () => {
  test('is on record once an hour, however often they try', async () => {
    const porter: Viewer = {
      ...anybody,
      name: 'a porter',
      grants: [{ role: 'porter', site: 'gh', unit: null }],
    }
    for (let tries = 0; tries < 3; tries++) {
      await expect(question('patients', { site: 'gh', find: 'A' }, porter)).rejects.toThrow('You may not')
      const input = { site: 'gh', bed: '4W-2', reason: 'repair' }
      const outcome = await run(ward.database, 'beds/block', input, {
        door: 'http',
        who: 'x',
        viewer: porter,
      })
      expect(outcome).toMatchObject({ code: 'forbidden' })
    }
    expect(await looks()).toMatchObject([
      { what: 'query/patients', who: 'a porter', refused: 'forbidden' },
      { what: 'command/beds/block', who: 'a porter', refused: 'forbidden' },
    ])
  })
})

describe('a board', () => {
  test('that is looked at for hours is told of each hour, until it is closed or its screen leaves', () => {
    const told: string[] = []
    const looking = new Looking((viewer, { board }) => void told.push(`${viewer.name} ${board}`))
    const hour = (n: number): void => looking.goesOn(Date.now() + n * 3_600_000)
    const at = (board: 'beds' | 'units') => ({ board, place: {}, level: 'full' }) as const
    looking.begins('a', { ...anybody, name: 'Ada' }, at('beds'))
    looking.begins('a', { ...anybody, name: 'Ada' }, at('units'))
    looking.begins('b', { ...anybody, name: 'Ben' }, at('beds'))
    looking.goesOn()
    expect(told.splice(0)).toEqual(['Ada beds', 'Ada units', 'Ben beds'])
    looking.ends('a', at('units'))
    hour(1)
    hour(1)
    expect(told.splice(0)).toEqual(['Ada beds', 'Ben beds'])
    looking.left('b')
    hour(2)
    expect(told).toEqual(['Ada beds'])
  })

  test('is on record by place and level for each who looks, once an hour, whoever opens it how often', async () => {
    const seen = new Looks(ward.database, { error: () => undefined })
    const here = await openStation(ward.url, undefined, undefined, (viewer, look) => seen.seen(viewer, look))
    const link = await connected(linkTo(here))
    try {
      for (const place of [{ site: 'gh', unit: '4W' }, { site: 'gh', unit: '4W' }, { site: 'gh' }])
        await station.ask(link, { board: 'beds', place, level: 'secured' })
      await station.ask(link, { board: 'beds', place: { site: 'gh' }, level: 'public' }) // counts, and nobody
      await until(async () => (await looks()).length >= 2, { what: 'the looks to be on record' })
    } finally {
      link.disconnect()
      await here.stop()
      await seen.stop()
    }
    const again = new Looks(ward.database, { error: () => undefined }) // another server, where the same wall hangs now
    const [first] = await looks()
    again.seen(
      { ...anybody, id: first?.token_id ?? 0 },
      {
        board: 'beds',
        place: { site: 'gh' },
        level: 'secured',
      },
    )
    await again.stop()
    expect(await looks()).toMatchObject([
      { what: 'board/beds', site: 'gh', unit: '4W', level: 'secured', patient_ids: [] },
      { what: 'board/beds', site: 'gh', unit: null, level: 'secured' },
    ])
  })

  test('looked at while the database is away is on record when it is back', async () => {
    const said: string[] = []
    let away = true
    const flaky: Tx = {
      rows: (sql, values) => (away ? Promise.reject(new Error('away')) : ward.database.rows(sql, values)),
      row: () => Promise.reject(new Error('nobody asks')),
    }
    const seen = new Looks(flaky, { error: (_, text) => void said.push(text) })
    seen.seen({ ...anybody, id: 77 }, { board: 'units', place: { site: 'gh' }, level: 'full' })
    await until(() => seen.warning !== undefined, { what: 'it to be noticed' })
    expect(said.join()).toContain('CANNOT BE PUT ON RECORD')
    away = false
    await until(async () => (await looks()).length === 1, {
      what: 'the look to be on record',
      timeoutMs: 15_000,
    })
    await until(() => seen.warning === undefined, { what: 'all to be well' })
    await seen.stop()
  })
})

describe('a refusal that names who is in the way', () => {
  const at4W = { role: 'nurse', site: 'gh', unit: '4W' } as const
  const wants = async (bed: string, viewer: Viewer, command: 'admissions/transfer' | 'beds/reserve') => {
    const input = command === 'beds/reserve' ? { site: 'gh', bed } : { to: { bed } }
    const by = { door: 'http', who: 'Nina', viewer } as const
    return run(ward.database, command, { ...input, encounter_id: ben.encounter_id }, by)
  }
  const masked = (mask: 'hidden' | 'everybody') =>
    ward.database.rows(`update site set names_masked = $1 where site = 'gh'`, [mask])

  test('is a look at them, on record before it is answered', async () => {
    await ward.do('admissions/transfer', { encounter_id: ben.encounter_id, to: { bed: '4W-2' } })
    const viewer = await viewerAt(ward.url, [at4W])
    const answer = await wants('4W-1', viewer, 'admissions/transfer')
    expect(answer).toMatchObject({ code: 'bed-taken', details: { holder: { name: 'Adeyemi' } } })
    expect(await looks()).toMatchObject([
      {
        what: 'command/admissions/transfer',
        site: 'gh',
        refused: 'bed-taken',
        patient_ids: [ada.patient_id],
      },
    ])
  })

  test('names nobody in another unit, nor whom the site masks: only since when; and nobody was looked at', async () => {
    const eve = await someone('Evans', 'ICU-1')
    const kept = await someone('Kaplan', undefined)
    await ward.do('beds/reserve', { site: 'gh', bed: 'ICU-2', encounter_id: kept.encounter_id })
    await ward.do('beds/reserve', { site: 'gh', bed: '4W-3', encounter_id: eve.encounter_id })
    const viewer = await viewerAt(ward.url, [at4W])
    const answers = [
      await wants('ICU-1', viewer, 'admissions/transfer'),
      await wants('ICU-2', viewer, 'admissions/transfer'),
    ]
    await masked('everybody')
    answers.push(await wants('4W-1', viewer, 'admissions/transfer'))
    answers.push(await wants('4W-3', viewer, 'beds/reserve'))
    await masked('hidden')
    expect(answers.map((answer) => !answer.ok && answer.code)).toEqual([
      'bed-taken',
      'bed-reserved',
      'bed-taken',
      'bed-reserved',
    ])
    expect(JSON.stringify(answers)).not.toMatch(/Evans|Kaplan|Adeyemi|holder|mrn|"for"/)
    for (const answer of answers)
      expect(answer).toMatchObject({ details: { since: expect.any(String) as string } })
    expect(await looks()).toEqual([])
  })

  test('names nobody to who cleans there', async () => {
    const viewer = await viewerAt(ward.url, [{ role: 'cleaner', site: 'gh', unit: '4W' }])
    const by = { door: 'http', who: 'Cleo', viewer } as const
    const answer = await run(ward.database, 'cleaning/start', { site: 'gh', bed: '4W-1' }, by)
    expect(answer).toMatchObject({ ok: false })
    expect(JSON.stringify(answer)).not.toContain('Adeyemi')
  })
})
