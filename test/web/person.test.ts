/** A person as the desk's form begins with them and checks them. */
import { describe, expect, it } from 'vitest'
import { personErrors, personTyped, registration, type Person } from '../../web/consoles/forms/person.ts'

describe('what was typed to find somebody begins their registration', () => {
  it.each<[string, Partial<Person>]>([
    ['Okafor, Amara', { family: 'Okafor', given: 'Amara' }],
    ['amara okafor', { family: 'Okafor', given: 'Amara' }],
    ['anne-marie o’neil', { family: 'O’neil', given: 'Anne-Marie' }],
    ['van der Berg, Jan', { family: 'van der Berg', given: 'Jan' }],
    ['فاطمة الزهراء', { family: 'الزهراء', given: 'فاطمة' }],
    ['29.2.1980', { birth_date: '1980-02-29' }],
    ['1980-02-29', { birth_date: '1980-02-29' }],
    ['0161 496 0111', { phone: '0161 496 0111' }],
    ['+441614960111', { phone: '+441614960111' }],
  ])('%s', (text, said) => expect(personTyped(text)).toMatchObject({ ...personTyped(''), ...said }))

  it.each(['', '0000042', '42', 'JOURNEY-77', '31.2.1980'])('but not a number, nor no date: %j', (text) =>
    expect(personTyped(text)).toEqual(personTyped('')),
  )
})

describe('what is missing or impossible is said of its field', () => {
  const amara = { ...personTyped('Okafor, Amara'), birth_date: '1980-02-29' }
  const errors = (more: Partial<Person>) =>
    personErrors({ ...amara, ...more }, '2026-11-25').map(({ error }) => error)
  it.each<[string, Partial<Person>, string[]]>([
    ['nothing', {}, []],
    ['no family name', { family: '  ' }, ['family']],
    ['half a birth date', { birth_date: null, birth_wrong: true }, ['birth']],
    ['born tomorrow', { birth_date: '2026-11-26' }, ['birth-ahead']],
    ['born today', { birth_date: '2026-11-25' }, []],
    ['a telephone of letters', { phone: 'none' }, ['phone']],
    ['a telephone of two digits', { phone: '12' }, ['phone']],
  ])('%s', (_, more, wanted) => expect(errors(more)).toEqual(wanted))
})

it('is registered without what was left empty', () => {
  expect(registration('gh', personTyped('Okafor, Amara'))).toEqual({
    ...{ site: 'gh', family: 'Okafor', given: 'Amara', birth_date: null, sex: 'unknown', privacy: 'normal' },
  })
})
