/** Units and beds as a file: what it makes, and all that may be wrong with it, by line and column. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bedColumns, bedsFromCsv, bedsToCsv, csvRules, type CsvRule } from '../../schema/beds-csv.ts'
import { siteLayout } from '../../schema/commands/hospital.ts'
import { bedFeatures, sexRule, unitKinds } from '../../schema/terms.ts'

const HEADER = 'unit,unit_name,kind,room,bed,features,sex_rule,staffed,surge,zone,specialties,sensor'
const GOOD = '4W,Ward 4 West,medical,1,4W-1,oxygen near-station,female,yes,no,north,stroke|heart failure,4w-1'

describe('a file of beds', () => {
  test('makes its units, rooms and beds, in its order', () => {
    const { units, beds, errors } = bedsFromCsv(
      [HEADER, GOOD, '4W,,,1,4W-2,,,,yes,,,', '4W,,,2,4W-3,,,,,,,', 'ED,,emergency,,,,,,,,,'].join('\n'),
    )
    expect(errors).toEqual([])
    expect(beds).toBe(3)
    expect(units).toEqual([
      {
        unit: '4W',
        name: 'Ward 4 West',
        kind: 'medical',
        zone: 'north',
        specialties: ['stroke', 'heart failure'],
        rooms: [
          {
            room: '1',
            beds: [
              {
                bed: '4W-1',
                features: ['oxygen', 'near-station'],
                sex_rule: 'female',
                staffed: true,
                surge: false,
                sensor: '4w-1',
              },
              { bed: '4W-2', surge: true },
            ],
          },
          { room: '2', beds: [{ bed: '4W-3' }] },
        ],
      },
      { unit: 'ED', name: 'ED', kind: 'emergency', rooms: [] },
    ])
  })

  test.each([
    ['semicolons', `unit;kind;room;bed\n4W;medical;1;4W-1`],
    ['tabs', `unit\tkind\troom\tbed\n4W\tmedical\t1\t4W-1`],
    ['a byte-order mark', `\uFEFFunit,kind,room,bed\n4W,medical,1,4W-1`],
    ['line ends of Windows', `unit,kind,room,bed\r\n4W,medical,1,4W-1\r\n`],
    ['line ends of an old Mac', `unit,kind,room,bed\r4W,medical,1,4W-1\r`],
    ['capitals and blanks', ` Unit , KIND,Room ,Bed\n 4W ,Medical, 1,4W-1`],
    ['quoted cells', `"unit","kind","room","bed"\n"4W","medical","1","4W-1"`],
    [
      'columns in another order, empty lines, an empty column',
      `bed,room,,kind,unit\n\n4W-1,1,,medical,4W\n,,,,\n`,
    ],
  ])('is read with %s', (_, text) => {
    expect(bedsFromCsv(text)).toEqual({
      units: [{ unit: '4W', name: '4W', kind: 'medical', rooms: [{ room: '1', beds: [{ bed: '4W-1' }] }] }],
      beds: 1,
      errors: [],
    })
  })

  const wrong: [CsvRule, string, { line: number; column: string | null; value?: string }][] = [
    ['nothing', '', { line: 1, column: null }],
    ['nothing', HEADER, { line: 1, column: null }],
    ['missing-column', 'unit,kind,room\n4W,medical,1', { line: 1, column: 'bed' }],
    ['unknown-column', `${HEADER},colour\n${GOOD},red`, { line: 1, column: 'colour' }],
    ['column-twice', `${HEADER},unit\n${GOOD},4W`, { line: 1, column: 'unit' }],
    ['quotes', `${HEADER}\n${GOOD}\n4W,"never closed`, { line: 3, column: null }],
    ['cells', `${HEADER}\n${GOOD},,more`, { line: 2, column: null }],
    ['empty', `${HEADER}\n,,,1,X,,,,,,,`, { line: 2, column: 'unit' }],
    ['empty', `${HEADER}\n${GOOD}\n4W,,,,X,,,,,,,`, { line: 3, column: 'room' }],
    ['empty', `${HEADER}\n${GOOD}\n4W,,,1,,,,,,,,`, { line: 3, column: 'bed' }],
    ['empty', `${HEADER}\n${GOOD}\n5W,,,1,5W-1,,,,,,,`, { line: 3, column: 'kind' }],
    ['too-long', `${HEADER}\n${GOOD}\n4W,,,1,${'b'.repeat(41)},,,,,,,`, { line: 3, column: 'bed' }],
    ['one-of', `${HEADER}\n5W,,wardish,1,5W-1,,,,,,,`, { line: 2, column: 'kind', value: 'wardish' }],
    ['one-of', `${HEADER}\n${GOOD}\n4W,,,1,X,oxigen,,,,,,`, { line: 3, column: 'features', value: 'oxigen' }],
    ['one-of', `${HEADER}\n${GOOD}\n4W,,,1,X,,women,,,,,`, { line: 3, column: 'sex_rule' }],
    ['yes-no', `${HEADER}\n${GOOD}\n4W,,,1,X,,,maybe,,,,`, { line: 3, column: 'staffed' }],
    ['sensor-code', `${HEADER}\n${GOOD}\n4W,,,1,X,,,,,,,a/b`, { line: 3, column: 'sensor' }],
    ['bed-twice', `${HEADER}\n${GOOD}\n4W,,,2,4W-1,,,,,,,`, { line: 3, column: 'bed', value: '4W-1' }],
    ['sensor-twice', `${HEADER}\n${GOOD}\n4W,,,2,X,,,,,,,4w-1`, { line: 3, column: 'sensor' }],
    ['unit-differs', `${HEADER}\n${GOOD}\n4W,4 West,,2,X,,,,,,,`, { line: 3, column: 'unit_name' }],
    [
      'limit',
      [HEADER, GOOD, ...Array.from({ length: 100 }, (_, n) => `4W,,,1,X${n},,,,,,,`)].join('\n'),
      { line: 1, column: null },
    ],
  ]
  test.each(wrong)('says of %s where it is (%#)', (rule, text, where) => {
    expect(bedsFromCsv(text).errors).toMatchObject([{ rule, ...where }])
  })
  test('has an example of each rule above', () => {
    expect(new Set(wrong.map(([rule]) => rule))).toEqual(new Set(csvRules))
  })

  test('tells all errors at once, in the order of lines, also after a cell of several lines', () => {
    const text = [
      HEADER,
      '4W,"Ward\n4 West",medical,1,A,,,,,,,',
      '4W,,,1,A,wings,,,,,,',
      ',,,,B,,,,,,,',
    ].join('\n')
    expect(bedsFromCsv(text).errors.map(({ line, column, rule }) => [line, column, rule])).toEqual([
      [4, 'bed', 'bed-twice'],
      [4, 'features', 'one-of'],
      [5, 'unit', 'empty'],
    ])
  })

  test('is the one of the documents', () => {
    const { units, beds, errors } = bedsFromCsv(readFileSync('docs/examples/beds.csv', 'utf8'))
    expect(errors).toEqual([])
    expect([units.length, beds]).toEqual([3, 6])
    expect(readFileSync('docs/examples/beds.csv', 'utf8').split('\n')[0]).toBe(bedColumns.join(','))
  })
})

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...Array.from('aZ9 -_,;"|\t\n=é ع')), maxLength })
    .map((drawn) => `x${drawn}`.replaceAll('\n', ' \n ').trim().replaceAll(' \n ', '\n'))

const beds = fc.array(
  fc.record(
    {
      features: fc.subarray([...bedFeatures], { minLength: 1 }),
      sex_rule: fc.constantFrom(...sexRule.options),
      staffed: fc.boolean(),
      surge: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 3 },
)
const units = fc
  .uniqueArray(
    fc.record(
      {
        unit: text(10),
        name: text(30),
        kind: fc.constantFrom(...unitKinds),
        zone: text(8),
        specialties: fc.subarray(['stroke', 'heart failure'], { minLength: 1 }),
        rooms: fc.uniqueArray(fc.record({ room: text(6), beds }), {
          selector: ({ room }) => room,
          maxLength: 3,
        }),
      },
      { requiredKeys: ['unit', 'name', 'kind', 'rooms'] },
    ),
    { selector: ({ unit }) => unit, minLength: 1, maxLength: 4 },
  )
  .map((drawn) => {
    let n = 0
    return drawn.map((unit) => ({
      ...unit,
      rooms: unit.rooms.map(({ room, beds: few }) => ({
        room,
        beds: few.map((bed) => ({
          bed: `bed "${++n}", left`,
          ...bed,
          ...(n % 2 === 0 && { sensor: `s-${n}` }),
        })),
      })),
    }))
  })

test('what is written is read back the same, whatever stands in it', () => {
  fc.assert(
    fc.property(units, fc.constantFrom(',' as const, ';' as const), fc.boolean(), (written, mark, bom) => {
      fc.pre(siteLayout.shape.units.safeParse(written).success)
      const read = bedsFromCsv((bom ? '\uFEFF' : '') + bedsToCsv(written, mark))
      expect(read.errors).toEqual([])
      expect(read.units).toEqual(written)
    }),
    { numRuns: 200 },
  )
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('unit,bedrom;\n\r"\t xé')), maxLength: 80 }),
      (junk) => {
        expect(bedsFromCsv(junk).errors.length).toBeGreaterThan(0)
        bedsFromCsv(`${HEADER}\n${junk}`)
      },
    ),
    { numRuns: 200 },
  )
})
