/** Which passwords are taken, and that looking at them is no way to bring the server down. */
import { describe, expect, test } from 'vitest'
import { passwordFault } from '../../schema/access/password.ts'
import { Passwords, TooManyAtOnce } from '../../server/access/password.ts'

const around = ['Amira Haddad', 'amira.haddad', 'General Hospital']

describe('a password', () => {
  test.each([
    ['too-short', 'x7#kQ9!pLm2'],
    ['too-short', ' '.repeat(11)],
    ['too-long', 'violet kettle '.repeat(15)],
    ['guessable', 'Password12345!'],
    ['guessable', 'P4ssw0rd2026!!'],
    ['guessable', 'aaaaaaaaaaaaaaaaaaaa'],
    ['guessable', '12345678901234567890'],
    ['guessable', 'qwertyuiopasdfghjkl'],
    ['guessable', 'abcabcabcabcabcabc'],
    ['guessable', 'amira.haddad2026'],
    ['guessable', 'Ḥaddad-Amira-1999'],
    ['guessable', 'GeneralHospital123'],
    ['guessable', 'correct horse battery staple'],
    ['guessable', 'Summer2026Winter2025'],
    ['guessable', 'iloveyouiloveyouiloveyou'],
  ])('is %s when it is %j', (fault, password) => expect(passwordFault(password, around)).toBe(fault))

  test.each([
    'violet kettle under rain',
    'ثلاث قطط تشرب الشاي',
    'x7#kQ9!pLm2v',
    'Blaue Möwen fliegen im Mai',
    'my aunt grows 14 lemons',
  ])('may be %j: no kind of sign is asked for, and none is forbidden', (password) =>
    expect(passwordFault(password, around)).toBeUndefined(),
  )

  test('is the same however a keyboard composes its letters', async () => {
    const passwords = new Passwords()
    const kept = await passwords.hash('Möwen fliegen im Café'.normalize('NFD'))
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
    expect(await passwords.matches('Möwen fliegen im Café'.normalize('NFC'), kept)).toBe(true)
    expect(await passwords.matches('Möwen fliegen im Cafe', kept)).toBe(false)
  })
})

describe('many passwords at once', () => {
  test('are looked at in turn, a known device first; beyond that they are sent away unlooked at', async () => {
    const passwords = new Passwords({ waitingMax: 6 })
    const kept = await passwords.hash('violet kettle under rain')
    const order: string[] = []
    const guesses = Array.from({ length: 12 }, async () => {
      const answer = await passwords.matches('guess', kept).catch((error: unknown) => error)
      order.push(answer instanceof TooManyAtOnce ? 'sent away' : 'looked at')
      return answer
    })
    const nurse = passwords.matches('violet kettle under rain', kept, 'known').then((same) => {
      order.push('nurse')
      return same
    })
    expect(await nurse).toBe(true)
    const answers = await Promise.all(guesses)
    expect(answers.filter((answer) => answer instanceof TooManyAtOnce).length).toBeGreaterThanOrEqual(4)
    expect(answers.every((answer) => answer === false || answer instanceof TooManyAtOnce)).toBe(true)
    const behind = order.slice(order.indexOf('nurse')).filter((what) => what === 'looked at')
    expect(behind.length).toBeGreaterThanOrEqual(4) // all but the few that were being looked at when she came
  })

  test('of somebody who is not there never match, not even the decoy they are compared with', async () => {
    expect(await new Passwords().matches('nobody has this password', undefined)).toBe(false)
  })
})
