import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelOfCare } from '../../schema/care.ts'
import { isolationFault } from '../../schema/placement/isolation.ts'
import { suggest, type Asked, type BedToPlace } from '../../schema/placement/suggest.ts'
import { whyNots } from '../../schema/placement/why-not.ts'
import { precautionKinds, type Precaution } from '../../schema/placement/words.ts'
import { bedFeatures, bedStates, sexes, sexRule, unitKinds } from '../../schema/terms.ts'

const now = '2026-11-22T12:00:00.000Z'
const minutes = (n: number): string => new Date(Date.parse(now) + n * 60_000).toISOString()

const asked = (more: Partial<Asked> = {}): Asked => ({
  site: 'gh',
  to_site: 'gh',
  patient: { encounter_id: 1, sex: 'female', precautions: [] },
  here_unit: 'ED',
  unit: null,
  unit_kind: null,
  level: 'ward',
  features: [],
  specialty: null,
  declines: [],
  ...more,
})
const bed = (code: string, more: Partial<BedToPlace> = {}): BedToPlace => ({
  key: code,
  site: 'gh',
  unit: '4W',
  unit_kind: 'medical',
  level: more.unit_kind ? levelOfCare(more.unit_kind) : 'ward',
  specialties: [],
  room: code,
  bed: code,
  state: 'ready',
  since: minutes(-60),
  features: [],
  sex_rule: 'any',
  staffed: true,
  surge: false,
  blocked: null,
  patient: null,
  reserved: null,
  turn_goal_min: 60,
  clean_goal_min: 30,
  ...more,
})
const lying = (more: Partial<NonNullable<BedToPlace['patient']>> = {}): Partial<BedToPlace> => ({
  state: 'occupied',
  patient: { encounter_id: 9, precautions: [], expected_discharge_at: null, ...more },
})
const under = (kind: Precaution['kind'], organism: string | null = null): Asked =>
  asked({ patient: { encounter_id: 1, sex: 'female', precautions: [{ kind, organism }] } })
const mrsa = lying({ precautions: [{ kind: 'contact', organism: 'MRSA' }] })
const order = (wanted: Asked, ...beds: BedToPlace[]): string[] =>
  suggest(wanted, beds, now).suggestions.map((one) => one.bed.bed)
const why = (wanted: Asked, ...beds: BedToPlace[]): (readonly string[])[] =>
  suggest(wanted, beds, now).passedOver.map((one) => one.why.map(({ code }) => code))

describe('a bed is passed over, and it is said why', () => {
  test.each<[string, Asked, BedToPlace, string]>([
    ['blocked', asked(), bed('a', { state: 'blocked', blocked: {} }), 'blocked'],
    ['closed', asked(), bed('a', { state: 'closed', staffed: false }), 'closed'],
    ['surge', asked(), bed('a', { state: 'closed', staffed: false, surge: true }), 'surge-not-open'],
    ['they lie in it', asked(), bed('a', lying({ encounter_id: 1 })), 'own-bed'],
    ['nobody said they leave', asked(), bed('a', lying()), 'occupied'],
    [
      'kept',
      asked(),
      bed('a', { state: 'reserved', reserved: { encounter_id: 2, precautions: [] } }),
      'kept-for-another',
    ],
    ['its unit said no', asked({ declines: [{ unit: '4W', bed: null }] }), bed('a'), 'declined'],
    ['it was declined', asked({ declines: [{ unit: '4W', bed: 'a' }] }), bed('a'), 'declined'],
    ['men’s', asked(), bed('a', { sex_rule: 'male' }), 'sex-rule'],
    ['no airborne room', under('airborne'), bed('a'), 'airborne-room'],
    ['too little care', asked({ level: 'hdu' }), bed('a'), 'level-too-low'],
    ['a maternity bed', asked(), bed('a', { unit_kind: 'maternity' }), 'wrong-kind'],
    ['a ward, though a maternity bed is needed', asked({ unit_kind: 'maternity' }), bed('a'), 'wrong-kind'],
    ['a bay of the emergency department', asked(), bed('a', { unit_kind: 'emergency' }), 'wrong-kind'],
    ['a cot', asked(), bed('a', { features: ['cot'] }), 'cot'],
    ['no telemetry', asked({ features: ['telemetry'] }), bed('a'), 'missing-feature'],
  ])('%s', (_why, wanted, one, code) => {
    expect(suggest(wanted, [one], now).suggestions).toEqual([])
    expect(why(wanted, one)).toEqual([[code]])
  })

  test('every rule it breaks is named, and which equipment is missing', () => {
    const one = bed('a', { sex_rule: 'male', blocked: {}, state: 'blocked' })
    expect(suggest(asked({ features: ['bariatric', 'oxygen'] }), [one], now).passedOver).toMatchObject([
      {
        why: [
          { code: 'blocked' },
          { code: 'sex-rule' },
          { code: 'missing-feature', features: ['bariatric', 'oxygen'] },
        ],
      },
    ])
  })
  test('one who is under precautions does not join others; others do not join them; a cohort is one organism', () => {
    const bay = [bed('a', { room: '1' }), bed('b', { room: '1', ...mrsa })]
    expect(why(asked(), ...bay)[0]).toEqual(['isolation-room'])
    expect(why(under('contact', 'norovirus'), ...bay)[0]).toEqual(['isolation-mix'])
    expect(why(under('contact'), ...bay)[0]).toEqual(['isolation-mix']) // which it is, is not known yet
    expect(order(under('contact', 'mrsa'), ...bay)).toEqual(['a'])
  })
  test('who is awaited in the room counts as if they lay there', () => {
    const reserved = { encounter_id: 2, precautions: [{ kind: 'contact' as const, organism: 'MRSA' }] }
    const bay = [bed('a', { room: '1' }), bed('b', { room: '1', state: 'reserved', reserved })]
    expect(why(asked(), ...bay)[0]).toEqual(['isolation-room'])
  })
  test('their own bed is no neighbour', () => {
    const bay = [bed('a', { room: '1' }), bed('b', { room: '1', ...lying({ encounter_id: 1 }) })]
    expect(order(under('contact'), ...bay)).toEqual(['a'])
  })
  test('beds of another site are no answer at all', () => {
    expect(suggest(asked({ to_site: 'nw' }), [bed('a')], now)).toEqual({ suggestions: [], passedOver: [] })
  })
})

describe('of the beds that may be used', () => {
  test('the ward that was asked for comes first, then its kind, then any', () => {
    const beds = [
      bed('any', { unit: '5S', unit_kind: 'surgical' }),
      bed('kind', { unit: '5W' }),
      bed('unit', { unit: '4W' }),
    ]
    expect(order(asked({ unit: '4W', unit_kind: 'medical' }), ...beds)).toEqual(['unit', 'kind', 'any'])
  })
  test('who has no need of it leaves intensive care, isolation rooms and equipment to others', () => {
    const beds = [
      bed('icu', { unit: 'ICU', unit_kind: 'icu' }),
      bed('negative', { features: ['negative-pressure'] }),
      bed('telemetry', { features: ['telemetry'] }),
      bed('plain'),
    ]
    expect(order(asked(), ...beds)).toEqual(['plain', 'telemetry', 'negative', 'icu'])
  })
  test('who needs isolation gets the room made for it; a cohort spares a single room', () => {
    const single = bed('single', { features: ['isolation'] })
    expect(order(under('airborne'), bed('plain'), single)).toEqual(['single'])
    const bay = [bed('bay', { room: '1' }), bed('mate', { room: '1', ...mrsa })]
    const empty = [bed('empty', { room: '2' }), bed('other', { room: '2' })]
    expect(order(under('contact', 'MRSA'), ...empty, single, ...bay).slice(0, 2)).toEqual(['bay', 'single'])
  })
  test('near the nurse is wished for, not demanded', () => {
    const wanted = asked({ features: ['near-station'] })
    expect(order(wanted, bed('far'), bed('near', { features: ['near-station'] }))).toEqual(['near', 'far'])
  })
  test('its specialty counts, however it is written', () => {
    const beds = [bed('a'), bed('b', { specialties: ['Cardiology'] })]
    expect(order(asked({ specialty: 'cardiology' }), ...beds)).toEqual(['b', 'a'])
  })
  test('ready beds come before better ones that will be, and those in the order of their time', () => {
    const leaves = bed('leaves', lying({ expected_discharge_at: minutes(30) }))
    const beds = [
      leaves,
      bed('left', { state: 'vacated' }),
      bed('asked', { state: 'dirty', since: minutes(-10) }),
      bed('cleaned', { state: 'cleaning', since: minutes(-10) }),
      bed('ready', { unit: '5S', unit_kind: 'icu' }),
    ]
    const { suggestions } = suggest(asked(), beds, now)
    expect(suggestions.map((one) => [one.bed.bed, one.ready])).toEqual([
      ['ready', 'now'],
      ['cleaned', { from: minutes(20), after: 'cleaning' }],
      ['asked', { from: minutes(50), after: 'cleaning' }],
      ['left', { from: minutes(60), after: 'cleaning' }],
      ['leaves', { from: minutes(90), after: 'discharge' }],
    ])
  })
  test('what is late is expected no sooner than it still can be', () => {
    const late = [
      bed('a', { state: 'cleaning', since: minutes(-90) }),
      bed('b', { state: 'dirty', since: minutes(-90) }),
      bed('c', lying({ expected_discharge_at: minutes(-90) })),
    ]
    expect(suggest(asked(), late, now).suggestions.map(({ ready }) => ready)).toMatchObject([
      { from: now },
      { from: minutes(30) },
      { from: minutes(60) },
    ])
  })
  test('each says what speaks for it and what against', () => {
    const one = bed('a', { features: ['isolation'], surge: true })
    expect(suggest(asked({ unit: '4W' }), [one], now).suggestions[0]?.reasons).toEqual([
      { code: 'asked-unit', weight: 16 },
      { code: 'scarce-isolation', weight: -4 },
      { code: 'surge', weight: -2 },
    ])
  })
})

const perhaps = <T>(one: fc.Arbitrary<T>) => fc.option(one)
const precautions = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom(...precautionKinds), organism: perhaps(fc.constantFrom('MRSA', 'flu')) }),
  { selector: ({ kind }) => kind, maxLength: 2 },
)
const encounter = fc.integer({ min: 1, max: 9 })
const anyBed = fc
  .record({
    site: fc.constantFrom('gh', 'gh', 'gh', 'nw'),
    unit: fc.constantFrom('4W', 'ICU'),
    unit_kind: fc.constantFrom(...unitKinds),
    room: fc.constantFrom('1', '2', '3'),
    state: fc.constantFrom(...bedStates),
    since: fc.integer({ min: -200, max: 0 }).map(minutes),
    features: fc.subarray([...bedFeatures], { maxLength: 3 }),
    sex_rule: fc.constantFrom(...sexRule.options),
    surge: fc.boolean(),
    patient: fc.record({
      encounter_id: encounter,
      precautions,
      expected_discharge_at: perhaps(fc.integer({ min: -60, max: 600 }).map(minutes)),
    }),
    reserved: fc.record({ encounter_id: encounter, precautions }),
    specialties: fc.subarray(['stroke', 'cardiology']),
  })
  .map((one) => ({
    ...one,
    level: levelOfCare(one.unit_kind),
    staffed: one.state !== 'closed',
    blocked: one.state === 'blocked' ? {} : null,
    patient: one.state === 'occupied' ? one.patient : null,
    reserved: one.state === 'reserved' ? one.reserved : null,
  }))
const house = fc.array(anyBed, { maxLength: 12 }).map((list) => list.map((one, n) => bed(`b${n}`, one)))
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  site: fc.constant('gh'),
  to_site: fc.constant('gh'),
  patient: fc.record({ encounter_id: encounter, sex: fc.constantFrom(...sexes), precautions }),
  here_unit: perhaps(fc.constantFrom('4W', 'ED')),
  unit: perhaps(fc.constantFrom('4W', 'ICU')),
  unit_kind: perhaps(fc.constantFrom(...unitKinds)),
  level: fc.constantFrom('ward' as const, 'ward' as const, 'hdu' as const, 'icu' as const),
  features: fc.subarray([...bedFeatures], { maxLength: 1 }),
  specialty: perhaps(fc.constant('stroke')),
  declines: fc.array(fc.record({ unit: fc.constant('4W'), bed: perhaps(fc.constantFrom('b1', 'b2')) }), {
    maxLength: 1,
  }),
})

describe('whatever is asked, of whatever beds', () => {
  test('every bed of the site is suggested once or passed over with a reason of the vocabulary, none both', () => {
    fc.assert(
      fc.property(anyAsked, house, (wanted, beds) => {
        const { suggestions, passedOver } = suggest(wanted, beds, now)
        const keys = [...suggestions, ...passedOver].map((one) => one.bed.key).sort()
        expect(keys).toEqual(
          beds
            .filter((one) => one.site === 'gh')
            .map((one) => one.key)
            .sort(),
        )
        for (const { why: codes } of passedOver) {
          expect(codes.length).toBeGreaterThan(0)
          for (const { code } of codes) expect(whyNots).toContain(code)
        }
        expect(suggestions.map(({ rank }) => rank)).toEqual(suggestions.map((_, n) => n + 1))
      }),
    )
  })

  test('no bed is suggested that a hard rule forbids', () => {
    let suggested = 0
    fc.assert(
      fc.property(anyAsked, house, (wanted, beds) => {
        const me = wanted.patient.encounter_id
        for (const { bed: one } of suggest(wanted, beds, now).suggestions) {
          suggested += 1
          expect(one.blocked).toBeNull()
          expect(one.staffed).toBe(true)
          if (one.reserved) expect(one.reserved.encounter_id).toBe(me)
          if (one.patient) expect(one.patient.expected_discharge_at).not.toBeNull()
          expect(one.patient?.encounter_id).not.toBe(me)
          if (wanted.patient.sex === 'female') expect(one.sex_rule).not.toBe('male')
          if (wanted.patient.sex === 'male') expect(one.sex_rule).not.toBe('female')
          for (const feature of wanted.features)
            if (feature !== 'near-station') expect(one.features).toContain(feature)
          if (wanted.level !== 'ward' && one.unit_kind !== 'neonatal')
            expect(['hdu', 'icu']).toContain(one.level)
          const mates = beds.filter(
            (mate) =>
              mate.site === one.site &&
              mate.unit === one.unit &&
              mate.room === one.room &&
              mate.key !== one.key,
          )
          const theirs = mates
            .flatMap((mate) => [mate.patient, mate.reserved])
            .flatMap((who) => (who && who.encounter_id !== me ? [who.precautions] : []))
          expect(isolationFault(wanted.patient.precautions, one.features, theirs)).toBeUndefined()
          expect(wanted.declines.some((no) => no.bed === one.bed)).toBe(false)
        }
      }),
      { numRuns: 400 },
    )
    expect(suggested).toBeGreaterThan(50)
  })

  test('the order in which the beds are told does not matter', () => {
    fc.assert(
      fc.property(
        anyAsked,
        house.chain((beds) =>
          fc.tuple(fc.constant(beds), fc.shuffledSubarray(beds, { minLength: beds.length })),
        ),
        (wanted, [beds, shuffled]) => {
          expect(suggest(wanted, shuffled, now)).toEqual(suggest(wanted, beds, now))
        },
      ),
    )
  })

  test('one bed more, in a room of its own, takes no suggestion away and changes no order among the others', () => {
    fc.assert(
      fc.property(anyAsked, house, anyBed, (wanted, beds, more) => {
        const before = order(wanted, ...beds)
        const after = order(wanted, ...beds, bed('more', { ...more, room: 'its own' }))
        expect(after.filter((code) => code !== 'more')).toEqual(before)
      }),
    )
  })
})
