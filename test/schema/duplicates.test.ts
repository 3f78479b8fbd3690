/** Whether two descriptions may be of one person, and why. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editsBetween, LIKELY, likeness, plainName, type Described } from '../../schema/duplicates.ts'

const amara: Described = {
  family: 'Okafor',
  given: 'Amara',
  birth_date: '1980-02-29',
  sex: 'female',
  phone: '+44 7700 900123',
  numbers: ['0000042'],
}
const nobody: Described = {
  family: '',
  given: '',
  birth_date: null,
  sex: 'unknown',
  phone: null,
  numbers: [],
}
const said = (described: Partial<Described>) => likeness({ ...nobody, ...described }, amara)

describe('offered as one who is known', () => {
  test.each<[string, Partial<Described>, string[]]>([
    ['a number of theirs, alone', { numbers: ['0000042'] }, ['same-number']],
    [
      'the same birth date and a near name',
      { family: 'Okafer', given: 'Amarra', birth_date: '1980-02-29' },
      ['same-birth-date', 'near-name'],
    ],
    [
      'names the other way round',
      { family: 'Amara', given: 'Okafor', birth_date: '1980-02-29' },
      ['same-birth-date', 'names-swapped'],
    ],
    [
      'an initial',
      { family: 'OKAFOR', given: 'A', birth_date: '1980-02-29' },
      ['same-birth-date', 'near-name'],
    ],
    [
      'one digit of the date mistaken',
      { family: 'Okafor', given: 'Amara', birth_date: '1980-02-28' },
      ['same-name', 'near-birth-date'],
    ],
    [
      'the same telephone, without what stands before it, and the family',
      { family: 'Okafor', phone: '07700 900123' },
      ['same-family', 'same-phone'],
    ],
    ['both names, when no birth date is known', { family: 'Okafor', given: 'Amara' }, ['same-name']],
  ])('%s', (_, described, why) => {
    const found = said(described)
    expect(found.why).toEqual(why)
    expect(found.points).toBeGreaterThanOrEqual(LIKELY)
  })
})

test.each<[string, Partial<Described>]>([
  ['a birth date alone', { birth_date: '1980-02-29' }],
  ['a telephone alone: a household has one', { phone: '+447700900123' }],
  ['a family name alone', { family: 'Okafor' }],
  [
    'both names with quite another birth date',
    { family: 'Okafor', given: 'Amara', birth_date: '1954-11-03' },
  ],
  [
    'the family, another given name, another sex and no birth date',
    { family: 'Okafor', given: 'Samuel', sex: 'male' },
  ],
  ['a telephone of five digits', { family: 'Nansen', phone: '00123' }],
])('nobody is offered for %s', (_, described) => expect(said(described).points).toBeLessThan(LIKELY))

test('letters with and without accents, and the several forms of Arabic letters, are the same', () => {
  expect(plainName('Ødegård-Łuk')).toBe(plainName('odegard luk'))
  expect(plainName('فَاطِمة')).toBe(plainName('فاطمه'))
  expect(plainName('أحمد')).toBe(plainName('احمد'))
  expect(plainName('ليلى')).toBe(plainName('ليلي'))
})

const described = fc.record<Described>({
  family: fc.constantFrom('Okafor', 'Okafer', 'Amara', 'Nansen', ''),
  given: fc.constantFrom('Amara', 'Amarra', 'Okafor', 'A', ''),
  birth_date: fc.constantFrom('1980-02-29', '1980-02-28', '1971-05-03', '1971-03-05', null),
  sex: fc.constantFrom('female', 'male', 'unknown'),
  phone: fc.constantFrom('+44 7700 900123', '07700900123', '123', null),
  numbers: fc.subarray(['0000042', 'X1']),
})

test('who is like whom does not hang on who was asked about', () => {
  fc.assert(
    fc.property(described, described, (one, other) => {
      expect(likeness(one, other)).toEqual(likeness(other, one))
    }),
  )
})

test('to know one thing more that agrees never makes them less alike', () => {
  fc.assert(
    fc.property(described, (one) => {
      const less = likeness({ ...amara, phone: null, numbers: [] }, one)
      const more = likeness({ ...amara, phone: one.phone, numbers: one.numbers }, one)
      expect(more.points).toBeGreaterThanOrEqual(less.points)
    }),
  )
})

test('slips are counted as people make them', () => {
  const slips = (one: string, other: string) => [editsBetween(one, other), editsBetween(other, one)]
  expect(slips('amara', 'amara')).toEqual([0, 0])
  expect(slips('amara', 'amrara')).toEqual([1, 1])
  expect(slips('amara', 'maara')).toEqual([1, 1])
  expect(slips('', 'ada')).toEqual([3, 3])
})
