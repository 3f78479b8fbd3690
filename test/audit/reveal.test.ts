/** A name that a console masks is revealed by an act: one name, by who may, with a reason where the site asks, on record. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { queries, type QueryInput, type QueryName, type QueryResult } from '../../schema/queries.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { anybody } from '../support/keys.ts'

let ward: Ward
let shy: { patient_id: number; encounter_id: number }
let open: { patient_id: number; encounter_id: number }
beforeAll(async () => {
  ward = await openWard()
  shy = await someone('Quillfeather', 'hidden', '4W-1')
  open = await someone('Berg', 'normal', undefined)
})
afterAll(() => ward.drop())

async function someone(
  family: string,
  privacy: 'hidden' | 'normal',
  bed: string | undefined,
): Promise<typeof shy> {
  const patient_id = await ward.patient(family, { privacy })
  const to = bed === undefined ? undefined : { bed }
  const { encounter_id } = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'inpatient',
    to,
  })
  return { patient_id, encounter_id }
}
const at = (grant: Grant): Viewer => ({ ...anybody, name: 'Nia', grants: [grant] })
const nurse = at({ role: 'nurse', site: 'gh', unit: '4W' })
const question = <Q extends QueryName>(name: Q, input: object, viewer = nurse) =>
  ask(
    { database: ward.database, answers },
    name,
    queries[name].input.parse(input) as QueryInput<Q>, // the schema made it
    viewer,
  ) as Promise<QueryResult<Q> | undefined>
const lastLook = () =>
  ward.database.row(
    'select who, what, site, patient_ids, asked, refused from look order by look_id desc limit 1',
  )
const masking = (masked: 'nobody' | 'hidden' | 'everybody', reason = false) =>
  ward.do('hospital/mask-names', { site: 'gh', masked, reason })

describe('a question beside the boards', () => {
  test('names nobody whom consoles mask', async () => {
    await masking('hidden')
    const { encounter_id } = shy
    expect(await question('encounter', { encounter_id })).toMatchObject({
      name: null,
      masked: true,
      privacy: 'hidden',
    })
    expect((await question('bed-story', { site: 'gh', bed: '4W-1' }))?.stays).toMatchObject([
      { name: null, masked: true },
    ])
    const waiting = () => question('waiting', { site: 'gh' })
    expect((await waiting())?.waiting).toMatchObject([{ name: 'Berg', masked: false }])
    await masking('everybody')
    expect((await waiting())?.waiting).toMatchObject([{ name: null, masked: true }])
  })
})

describe('to reveal a name', () => {
  test('gives that one, and is on record as a look at that patient', async () => {
    await masking('hidden')
    const { encounter_id, patient_id } = shy
    expect(await question('reveal', { encounter_id })).toMatchObject({ name: 'Quillfeather', for_s: 60 })
    expect(await lastLook()).toMatchObject({
      who: 'Nia',
      what: 'query/reveal',
      site: 'gh',
      patient_ids: [patient_id],
      refused: null,
    })
  })

  test('needs a reason where the site asks for one, and the reason is on record', async () => {
    const was = await masking('hidden', true)
    expect(was).toEqual({ was: { masked: 'hidden', reason: false } })
    const { encounter_id } = shy
    const before = await lastLook()
    await expect(question('reveal', { encounter_id })).rejects.toThrow('reason')
    expect(await lastLook()).toEqual(before)
    await question('reveal', { encounter_id, reason: 'care' })
    expect(await lastLook()).toMatchObject({ asked: { encounter_id, reason: 'care' } })
  })

  test('is for who cares for patients there: others are refused, on record; who is elsewhere learns of nobody', async () => {
    const { encounter_id } = open
    const input = { encounter_id, reason: 'care' }
    const cleaner = at({ role: 'cleaner', site: 'gh', unit: null })
    await expect(question('reveal', input, cleaner)).rejects.toThrow('You may not')
    expect(await lastLook()).toMatchObject({ what: 'query/reveal', refused: 'forbidden' })
    const elsewhere = at({ role: 'nurse', site: 'ch', unit: null })
    expect(await question('reveal', input, elsewhere)).toBeUndefined()
  })
})
