/** What a password must be: long, and not what anybody would guess. Said as it is typed, and held to by the server. */

/** NIST SP 800-63B-4: at least 15 where a password is all there is, and length is what counts: no rules about signs. */
export const PASSWORD = { least: 12, advised: 15, most: 200 } as const

/** What is left of a password once all that is easily guessed is taken out of it must be so many characters. */
const UNGUESSED = 8

export type PasswordFault = 'too-short' | 'too-long' | 'guessable'

/** One form for one password, however a keyboard composed its letters (é as one sign or as two). */
export const normalised = (password: string): string => password.normalize('NFKC')

/**
 * @param around words that are known of this person: their name, how they sign in, the hospital.
 * @returns what is wrong with it; undefined when it may be.
 */
export function passwordFault(password: string, around: readonly string[]): PasswordFault | undefined {
  const signs = Array.from(normalised(password))
  if (signs.length < PASSWORD.least) return 'too-short'
  if (signs.length > PASSWORD.most) return 'too-long'
  return unguessed(signs.join(''), around).length < UNGUESSED ? 'guessable' : undefined
}

/**
 * The part of a password that is no known word, no row of keys, no year and no repetition. By rule instead of a list of
 * millions: what such lists hold at this length is words of the list below, run together, with numbers.
 */
function unguessed(password: string, around: readonly string[]): string {
  const known = [...around.flatMap((text) => folded(text).split(/[^\p{L}\p{N}]+/u)), ...COMMON]
    .map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => Array.from(word).length >= 3)
    .sort((a, b) => b.length - a.length)
  let rest = onceOf(folded(password))
  // As it stands, and as it is meant: p4ssw0rd.
  for (const word of known) rest = rest.replaceAll(word, '')
  rest = plain(rest)
  for (const word of known) rest = rest.replaceAll(plain(word), '')
  return withoutRuns(rest)
    .replaceAll(/(19|20)\d\d/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

const folded = (text: string): string =>
  normalised(text).toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')

const MEANT: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
/** Signs between letters read as the letters they stand for; numbers by themselves stay. */
const plain = (text: string): string =>
  text.replaceAll(/(?<=\p{L})[01345@$!7]|[01345@$!7](?=\p{L})/gu, (sign) => MEANT[sign] ?? sign)

/** abcabcabc is abc. */
function onceOf(text: string): string {
  const twice = /^(.+?)\1+$/su.exec(text)
  return twice?.[1] ?? text
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
]
const NEXT = new Set([...ROWS, ...ROWS.map((row) => Array.from(row).reverse().join(''))].flatMap(pairs))

/** A run (1111, 1234, lkjh) is its first sign. */
function withoutRuns(text: string): string {
  const signs = Array.from(text)
  return signs.filter((sign, at) => !follows(signs[at - 1], sign) || !nearRun(signs, at)).join('')
}

const follows = (before: string | undefined, sign: string): boolean =>
  before !== undefined && (before === sign || NEXT.has(before + sign))

/** Two neighbours are in every word; three in a row are a run. */
const nearRun = (signs: readonly string[], at: number): boolean =>
  follows(signs[at - 2], signs[at - 1] ?? '') || follows(signs[at], signs[at + 1] ?? '')

function pairs(row: string): string[] {
  return Array.from(row)
    .slice(1)
    .map((sign, at) => (row[at] ?? '') + sign)
}

/** Words that passwords of a hospital are made of. */
const COMMON =
  `password passwort passw motdepasse contrasena senha parola secret secure letmein welcome willkommen bienvenue
  hello admin administrator root user login guest test demo changeme change default master access computer internet
  wardroom hospital klinik clinic krankenhaus doctor nurse matron ward health medical medicine patient bed bedmanager
  surgery emergency theatre icu covid corona
  winter spring summer autumn fall january february march april may june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday today
  love iloveyou baby angel princess dragon monkey sunshine shadow football baseball soccer liverpool chelsea arsenal
  superman batman pokemon starwars michael jordan charlie thomas daniel jessica ashley mustang ferrari
  correct horse battery staple the quick brown fox trustno one whatever please god jesus allah mohammed muhammad
  qwerty qwertz azerty asdf zxcv qazwsx 1q2w3e4r 1qaz2wsx zaq12wsx abc 123 my`.split(/\s+/)
