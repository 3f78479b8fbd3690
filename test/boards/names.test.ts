import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fullName } from '../../schema/person-name.ts'
import { initials } from '../../server/boards/names.ts'

describe('initials', () => {
  test.each([
    ['OKAFOR, Amara', 'O. A.'],
    ['Abara', 'A.'],
    ['de la Cruz, José María', 'D. J.'],
    ['Østergård, Åse', 'Ø. Å.'],
    ['ißler, ßara', 'I. SS.'],
    ["O'Brien, ", 'O.'],
    [', Amara', 'A.'],
    ['李, 小龍', '李. 小.'],
    ['e\u0301tienne, a', 'E\u0301. A.'],
    ['', ''],
  ])('of %j are %j', (name, letters) => expect(initials(name)).toBe(letters))

  test('never hold more of a name than a letter of each part', () => {
    const name = fc.stringMatching(/^[A-Za-z' -]{2,40}$/).filter((text) => text.trim().length > 2)
    fc.assert(
      fc.property(name, name, (family, given) => {
        const letters = initials(fullName({ family, given }))
        expect(letters.length).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('do not depend on the language of the machine', () => expect(initials('ibrahim, ilyas')).toBe('I. I.'))
})

test('a person without a given name is named by the family name alone', () => {
  expect(fullName({ family: 'Abara', given: '' })).toBe('Abara')
})
