/** Secrets that programs keep: made here, told once, known afterwards by their hash only. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 bit (ASVS 7.2.3 asks for 128), in letters that may stand in a header, a cookie, a file. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 is enough for what nobody can guess; passwords are another matter. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Marks a program's token, so that a scanner finds one that was left lying about. */
export const TOKEN_PREFIX = 'wr_'
