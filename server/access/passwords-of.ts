/** Whose password is which: set by themselves only, held to the rule, and with it everything that stood on the old one ends. */
import { passwordFault } from '../../schema/access/password.ts'
import { Refused } from '../commands/refused.ts'
import type { Tx } from '../database/pool.ts'
import { forgetDevices } from './known-devices.ts'
import { TooManyAtOnce, type Passwords } from './password.ts'

const SENTENCES = {
  'too-short': 'The password is too short: at least 12 characters, better 15 or more.',
  'too-long': 'The password is too long: at most 200 characters.',
  guessable:
    'The password is easily guessed: a few words that have nothing to do with you or the hospital are better.',
} as const

/**
 * The password as it will be kept. Hashed before any transaction begins: it takes its time.
 * @throws Refused `invalid-input` with details.fault
 */
export async function hashedPassword(
  tx: Tx,
  passwords: Passwords,
  password: string,
  of: { login: string; name: string },
): Promise<string> {
  const sites = await tx.rows<{ name: string; site: string }>('select name, site from site')
  const fault = passwordFault(password, [
    of.login,
    of.name,
    ...sites.flatMap(({ name, site }) => [name, site]),
  ])
  if (fault) throw new Refused('invalid-input', SENTENCES[fault], { fault })
  try {
    return await passwords.hash(password)
  } catch (error) {
    if (!(error instanceof TooManyAtOnce)) throw error
    throw new Refused('too-soon', 'Too many people sign in at once. Try again in a moment.', { wait_s: 5 })
  }
}

/** No browser is known for them any more, and no link lets them in. Their sessions are the caller's to end. */
export async function setPassword(tx: Tx, person_id: number, hashed: string): Promise<void> {
  await tx.rows('update person set password = $2, password_set_at = now() where person_id = $1', [
    person_id,
    hashed,
  ])
  await tx.rows('delete from entry_link where person_id = $1 and used_at is null', [person_id])
  await forgetDevices(tx, person_id)
}
