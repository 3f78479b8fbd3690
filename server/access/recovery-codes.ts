/** Codes for the day the telephone is lost: ten, each good once, on paper. */
import { createHash, randomInt } from 'node:crypto'

export const RECOVERY_CODES = 10
/** Crockford's letters: none is taken for another when it is read off paper. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16

/** Ten codes of 80 bits: too many to guess, so a plain hash keeps them. */
export const recoveryCodes = (): string[] => Array.from({ length: RECOVERY_CODES }, oneCode)

function oneCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** How a code is kept: whatever way it was typed, it is the same one. */
export function recoveryHash(code: string): Buffer {
  const read = code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return createHash('sha256').update(read).digest()
}
