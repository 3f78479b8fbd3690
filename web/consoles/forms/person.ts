/** A person as a form describes them: what a search already said of them, and what is missing or impossible. Pure. */
import type { CommandInput } from '../../../schema/commands/index.ts'
import type { PrivacyWish, Sex } from '../../../schema/terms.ts'

export interface Person {
  family: string
  given: string
  birth_date: string | null
  /** Something stands in the fields of the birth date, and it is no date. */
  birth_wrong: boolean
  sex: Sex
  phone: string
  mrn: string
  hidden: boolean
}

const nobody: Person = {
  ...{ family: '', given: '', birth_date: null, birth_wrong: false },
  ...{ sex: 'unknown', phone: '', mrn: '', hidden: false },
}

const PHONE = /^[+\d][\d ()./-]*$/
const PHONE_LEAST_DIGITS = 3
/** Fewer digits in a search are a number of the hospital's, not a telephone: written in groups, and in one. */
const PHONE_TYPED_DIGITS = { grouped: 7, plain: 9 }
const DATE_LIKE = /^\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}$/

/** What was typed to find somebody begins their registration: "Okafor, Amara", "amara okafor", "29.2.1980", "0161 496 0111". */
export function personTyped(text: string): Person {
  const typed = text.trim()
  if (typed === '') return nobody
  const birth_date = dateTyped(typed)
  if (birth_date !== null) return { ...nobody, birth_date }
  if (PHONE.test(typed) && !DATE_LIKE.test(typed)) {
    const least = /^\d+$/.test(typed) ? PHONE_TYPED_DIGITS.plain : PHONE_TYPED_DIGITS.grouped
    return digitsOf(typed) >= least && /^[+0]|\D/.test(typed) ? { ...nobody, phone: typed } : nobody
  }
  if (/\d/.test(typed)) return nobody // a number of some authority
  const [family = '', given] = typed.split(/\s*,\s*/, 2)
  if (given !== undefined) return { ...nobody, family: named(family), given: named(given) }
  const words = typed.split(/\s+/)
  return { ...nobody, family: named(words.at(-1) ?? ''), given: named(words.slice(0, -1).join(' ')) }
}

/** As the record has them. */
export const personKnown = (
  known: Pick<Person, 'family' | 'given' | 'birth_date' | 'sex'> & {
    phone: string | null
    privacy: PrivacyWish
  },
): Person => ({
  ...nobody,
  family: known.family,
  given: known.given,
  birth_date: known.birth_date,
  sex: known.sex,
  phone: known.phone ?? '',
  hidden: known.privacy === 'hidden',
})

export type PersonError = 'family' | 'birth' | 'birth-ahead' | 'phone'
export interface PersonErrors {
  field: 'family' | 'birth' | 'phone'
  error: PersonError
}

/** @param today a calendar date, of the site */
export function personErrors(person: Person, today: string): PersonErrors[] {
  const found: PersonErrors[] = []
  if (person.family.trim() === '') found.push({ field: 'family', error: 'family' })
  if (person.birth_wrong) found.push({ field: 'birth', error: 'birth' })
  else if (person.birth_date !== null && person.birth_date > today)
    found.push({ field: 'birth', error: 'birth-ahead' })
  const phone = person.phone.trim()
  if (phone !== '' && !(PHONE.test(phone) && digitsOf(phone) >= PHONE_LEAST_DIGITS))
    found.push({ field: 'phone', error: 'phone' })
  return found
}

/** As they are registered. */
export function registration(site: string, person: Person): CommandInput<'patients/register'> {
  const [phone, mrn] = [person.phone.trim(), person.mrn.trim()]
  return { site, ...demographics(person), ...(phone && { phone }), ...(mrn && { mrn }) }
}

/** What commands take of them beside a telephone and a number, which may be none. */
export const demographics = ({ family, given, birth_date, sex, hidden }: Person) => ({
  ...{ family: family.trim(), given: given.trim(), birth_date, sex },
  privacy: hidden ? ('hidden' as const) : ('normal' as const),
})

/** A year first, or a day first; which of two small numbers is the month is for the form to ask. */
function dateTyped(text: string): string | null {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const [, first, second, last] = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$/.exec(text) ?? []
  const parts = year === undefined ? [last, second, first] : [year, month, day]
  if (parts.some((part) => part === undefined)) return null
  const date = parts.map((part = '', at) => part.padStart(at === 0 ? 4 : 2, '0')).join('-')
  const real = new Date(`${date}T00:00:00Z`)
  return Number.isFinite(real.getTime()) && real.toISOString().startsWith(date) ? date : null
}

const digitsOf = (text: string): number => text.replaceAll(/\D/g, '').length

/** Typed in small letters, as people do who are in a hurry, it begins with a capital; else it stays as it is. */
const named = (name: string): string =>
  name === name.toLowerCase()
    ? name.replaceAll(
        /(^|[\s-])(\p{Ll})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      )
    : name
