/**
 * Places that a command names without their site beside them: within `to` and `from`, or of the site of a request, an encounter,
 * a sender. Who is not there puts nobody there, and is answered as if the place were not.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant, RoleName } from '../../schema/access/roles.ts'
import { commandContracts, type CommandName } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { run } from '../../server/commands/run.ts'
import { layout, openWard, type Ward } from '../commands/ward.ts'
import { viewerAt } from '../support/keys.ts'

let ward: Ward
let patient_id: number
/** Nobody has a bed yet for the first; the second lies in 4W-1; a bed at the other site is asked for the third. */
let nowhere: number, in4W: number, request_id: number

beforeAll(async () => {
  ward = await openWard()
  const rooms = [{ room: '1', beds: [{ bed: 'N1-1' }] }]
  const units = [{ unit: 'N1', name: 'North 1', kind: 'medical' as const, rooms }]
  await ward.do('hospital/lay-out', { ...layout, site: 'nw', name: 'North West', units })
  for (const site of ['gh', 'nw'])
    await ward.do('hospital/set-sender', { application: 'HIS', facility: site, site })
  patient_id = await ward.patient('Okafor')
  nowhere = await ward.admit('Berg', undefined)
  in4W = await ward.admit('Nansen', '4W-1')
  const encounter_id = await ward.admit('Adeyemi', '4W-2')
  const asked = await ward.do('placement/request', { encounter_id, to_site: 'nw', from_kind: 'unit' })
  request_id = asked.request_id
})
afterAll(() => ward.drop())

type Input = (place: { unit: string; bed: string }) => object
/** Each with a place that is not theirs, of those who may do it at their own. */
const into: Partial<Record<CommandName, { as: Grant; input: Input }[]>> = {
  'admissions/admit': [
    { as: at('nurse'), input: ({ bed }) => ({ site: 'gh', patient_id, class: 'inpatient', to: { bed } }) },
    { as: at('nurse'), input: ({ unit }) => ({ site: 'gh', patient_id, class: 'inpatient', to: { unit } }) },
  ],
  'admissions/transfer': [
    { as: at('nurse'), input: ({ bed }) => ({ encounter_id: nowhere, to: { bed } }) },
    { as: at('nurse'), input: ({ unit }) => ({ encounter_id: nowhere, to: { unit } }) },
  ],
  'ed/arrive': [
    { as: at('nurse'), input: ({ unit }) => ({ site: 'gh', patient_id, mode: 'walk-in', to: { unit } }) },
  ],
  'porters/ask': [
    {
      as: at('porter'),
      input: ({ unit, bed }) => ({ site: 'gh', what: 'specimen', from: { bed }, to: { unit } }),
    },
  ],
  'placement/assign': [{ as: at('bed-manager', null), input: ({ bed }) => ({ request_id, bed }) }],
  'placement/decline': [
    { as: at('bed-manager', null), input: ({ unit }) => ({ request_id, unit, reason: 'no-nurse' }) },
    { as: at('nurse'), input: ({ unit, bed }) => ({ request_id, unit, bed, reason: 'no-nurse' }) },
  ],
  'interfaces/map-location': ['unit', 'bed'].map((word) => ({
    as: at('integrator', null),
    input: ({ unit, bed }) => ({
      ...{ application: 'HIS', facility: 'nw', location: 'W1' },
      ...(word === 'bed' ? { bed } : { unit }),
    }),
  })),
}

/** What only asks, and what sends on whom one has (docs/access.md); whoever lets themselves in does so where they are nobody. */
const elsewhereOnPurpose = [
  ...['placement/request', 'placement/change', 'ed/decide'],
  ...['discharges/to-lounge', 'clinics/transfer'],
  'emergency/open',
]

function at(role: RoleName, unit: string | null = '4W'): Grant {
  return { role, site: 'gh', unit }
}
async function as(grant: Grant, name: CommandName, input: object): Promise<Outcome<unknown>> {
  const viewer = await viewerAt(ward.url, [grant])
  return run(ward.database, name, input, { door: 'http', who: grant.role, viewer })
}

/** The names of an input's fields, of those within a field too; what is a list of a whole site is of who have the whole site. */
function placesIn(input: unknown): { beside: string[]; within: string[] } {
  const fields = Object.entries(shapeOf(input) ?? {})
  return {
    beside: fields.map(([field]) => field),
    within: fields.flatMap(([, inner]) => Object.keys(shapeOf(inner) ?? {})),
  }
}
interface Schema {
  shape?: Record<string, unknown>
  def?: { innerType?: unknown }
}
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, def } = schema as Schema // every field of an input is a schema of zod's
  return shape ?? (def?.innerType === undefined ? undefined : shapeOf(def.innerType))
}

test('every command that names a place so is tried here', () => {
  const names = ['unit', 'bed', 'clinic']
  const found = commandContracts.flatMap(([name, { input }]) => {
    const { beside, within } = placesIn(input)
    const sited = beside.includes('site') || !beside.some((field) => names.includes(field))
    return sited && !within.some((field) => names.includes(field)) ? [] : name
  })
  expect(found.sort()).toEqual([...Object.keys(into), ...elsewhereOnPurpose].sort())
})

describe.each(Object.entries(into))('%s', (name, tries) => {
  test.each(tries)(
    'into what is not theirs is as into what there is not: a try of a $as.role',
    async (one) => {
      const before = await ward.database.row<{ n: number }>('select count(*)::int as n from stay')
      const where = name.startsWith('placement') || name.startsWith('interfaces') ? 'nw' : 'gh'
      const foreign = where === 'nw' ? { unit: 'N1', bed: 'N1-1' } : { unit: 'ICU', bed: 'ICU-1' }
      const none = { unit: 'NONE', bed: 'NONE-1' }
      const [there, nothing] = [
        await as(one.as, name as CommandName, one.input(foreign)),
        await as(one.as, name as CommandName, one.input(none)),
      ]
      expect(there).toMatchObject({ ok: false, code: 'not-found' })
      const plain = (answer: object, { unit, bed }: typeof none) =>
        JSON.stringify(answer).replaceAll(bed, '#').replaceAll(unit, '#')
      expect(plain(there, foreign)).toBe(plain(nothing, none))
      expect(await ward.database.row('select count(*)::int as n from stay')).toEqual(before)
    },
  )
})

test('a nurse sends her own patient on within the site, by a porter and for good, and lets somebody in at home', async () => {
  const nurse = at('nurse')
  const way = { site: 'gh', what: 'chair', from: { bed: '4W-1' }, to: { unit: 'ED' }, encounter_id: in4W }
  expect(await as(nurse, 'porters/ask', way)).toMatchObject({ ok: true })
  expect(
    await as(nurse, 'porters/ask', { ...way, encounter_id: null, from: way.to, to: way.from }),
  ).toMatchObject({
    ok: true,
  })
  const moved = { encounter_id: in4W, to: { bed: 'ICU-2' } }
  expect(await as(nurse, 'admissions/transfer', moved)).toMatchObject({ ok: true })
  const back = { encounter_id: in4W, to: { bed: '4W-1' } }
  expect(await as(nurse, 'admissions/transfer', back)).toMatchObject({ ok: false, code: 'not-found' })
  const come = { encounter_id: nowhere, to: { bed: '4W-3' } }
  expect(await as(nurse, 'admissions/transfer', come)).toMatchObject({ ok: true })
})

test('a patient is sent to the bed that the other site keeps, by a nurse who is nobody there', async () => {
  const theirs: Grant = { role: 'bed-manager', site: 'nw', unit: null }
  expect(await as(theirs, 'placement/assign', { request_id, bed: 'N1-1' })).toMatchObject({ ok: true })
  expect(await as(at('nurse'), 'placement/send', { request_id })).toMatchObject({ ok: true })
})
